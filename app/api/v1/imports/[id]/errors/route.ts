import { apiRoute } from "@/lib/auth/api-route";
import { downloadImportErrors } from "@/lib/import-error-files/queries";
import { mailTranslator } from "@/lib/mail/translator";

export const GET = apiRoute("addresses:write", async (ctx, request, { id = "" }) => {
  const t = await mailTranslator(ctx.request.locale ?? "", "imports");
  const encoding = request.nextUrl.searchParams.get("encoding");
  return downloadImportErrors(ctx, { id, encoding }, t);
});
