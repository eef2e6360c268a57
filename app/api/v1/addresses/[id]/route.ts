import { patchApiAddress } from "@/lib/api-addresses/mutations";
import { getApiAddress } from "@/lib/api-addresses/queries";
import { readObject } from "@/lib/api-addresses/rules";
import { apiRoute } from "@/lib/auth/api-route";
import { readBody } from "@/lib/request-body";

export const GET = apiRoute("addresses:write", async (ctx, _request, { id = "" }) => ({
  status: 200,
  body: await getApiAddress(ctx, id),
}));

export const PATCH = apiRoute("addresses:write", async (ctx, { headers, body }, { id = "" }) => {
  const given = await readObject(headers.get("content-type"), readBody(body));
  return { status: 200, body: await patchApiAddress(ctx, id, given) };
});
