import { getTranslations } from "next-intl/server";
import { tenantRoute } from "@/lib/auth/route";
import { downloadImportErrors } from "@/lib/import-error-files/queries";

export const GET = tenantRoute(
  async (ctx, request, { id = "" }) => {
    const t = await getTranslations("imports");
    const encoding = request.nextUrl.searchParams.get("encoding");
    return downloadImportErrors(
      ctx,
      { id, encoding },
      t as Parameters<typeof downloadImportErrors>[2],
    );
  },
  { permission: "addresses:import", isExport: true },
);
