import { putApiAddress } from "@/lib/api-addresses/mutations";
import { findApiAddress } from "@/lib/api-addresses/queries";
import { readObject } from "@/lib/api-addresses/rules";
import { apiRoute } from "@/lib/auth/api-route";
import { paths } from "@/lib/paths";
import { readBody } from "@/lib/request-body";

export const GET = apiRoute("addresses:write", async (ctx, { nextUrl }) => ({
  status: 200,
  body: await findApiAddress(ctx, nextUrl.searchParams.get("email")),
}));

export const PUT = apiRoute("addresses:write", async (ctx, { headers, body }) => {
  const given = await readObject(headers.get("content-type"), readBody(body));
  const { address, isNew } = await putApiAddress(ctx, given);
  return {
    status: isNew ? 201 : 200,
    body: address,
    headers: { location: paths.apiAddress(address.id) },
  };
});
