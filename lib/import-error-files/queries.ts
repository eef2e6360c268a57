import "server-only";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { CsvEncoder, csvResponse, type ExportEncoding } from "@/lib/exports/rules";
import { exportEncodingSchema } from "@/lib/exports/schema";
import { readReason } from "@/lib/import-rows/rules";
import { exportImportErrors } from "@/lib/imports/mutations";
import { getImport } from "@/lib/imports/queries";

type Words = (key: string, values?: Record<string, string>) => string;

/** An import's refused rows as a CSV file, in its own encoding unless another is wanted; `t` knows `imports`. */
export async function downloadImportErrors(
  ctx: TenantContext,
  { id, encoding: wanted }: { id: string; encoding: string | null },
  t: Words,
): Promise<Response> {
  authorize(ctx, "addresses:import");
  const file = await getImport(ctx, id);
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
}
