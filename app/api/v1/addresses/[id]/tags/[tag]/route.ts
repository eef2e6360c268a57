import { removeApiTag } from "@/lib/api-addresses/mutations";
import { apiRoute } from "@/lib/auth/api-route";

export const DELETE = apiRoute("addresses:write", async (ctx, _request, { id = "", tag = "" }) => ({
  status: 200,
  body: await removeApiTag(ctx, id, decoded(tag)),
}));

/** The name as it was typed; an address that no name can be read from names no tag. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
