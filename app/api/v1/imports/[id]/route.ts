import { getApiImport } from "@/lib/api-imports/queries";
import { apiRoute } from "@/lib/auth/api-route";

export const GET = apiRoute("addresses:write", async (ctx, _request, { id = "" }) => ({
  status: 200,
  body: await getApiImport(ctx, id),
}));
