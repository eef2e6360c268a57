import { getApiImport } from "@/lib/api-imports/queries";
import { apiRoute } from "@/lib/auth/api-route";
import { notFound } from "@/lib/errors";
import { undoImport } from "@/lib/import-undos/mutations";
import { importIdSchema } from "@/lib/imports/schema";

export const POST = apiRoute("imports:undo", async (ctx, _request, { id }) => {
  const { data } = importIdSchema.safeParse({ importId: id });
  if (!data) throw notFound();
  await undoImport(ctx, data);
  return { status: 202, body: await getApiImport(ctx, data.importId) };
});
