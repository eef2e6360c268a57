import { getTranslations } from "next-intl/server";
import { tenantRoute } from "@/lib/auth/route";
import { CsvEncoder, csvResponse, type ExportEncoding } from "@/lib/exports/rules";
import { exportEncodingSchema } from "@/lib/exports/schema";
import { readReason } from "@/lib/import-rows/rules";
import { exportImportErrors } from "@/lib/imports/mutations";
import { getImport } from "@/lib/imports/queries";

export const GET = tenantRoute(
  async (ctx, request, params) => {
    const file = await getImport(ctx, params.id ?? "");
    const t = await getTranslations("imports");
    const wanted = request.nextUrl.searchParams.get("encoding");
    const sameAsFile: ExportEncoding = file.encoding === "cp932" ? "cp932" : "utf-8-bom";
    const encoding = wanted === null ? sameAsFile : exportEncodingSchema.parse(wanted);
    const lines = await exportImportErrors(ctx, file, {
      line: t("errorsFile.line"),
      reason: t("errorsFile.reason"),
      sayReason: (reason) => {
        const { code, column } = readReason(reason);
        return t(`reasons.${code}`, { column });
      },
    });
    const fileName = `import-errors-${file.id.slice(0, 8)}.csv`;
    return csvResponse(lines, new CsvEncoder(encoding), { encoding, fileName });
  },
  { permission: "addresses:import" },
);
