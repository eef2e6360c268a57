import { scimBody, scimRoute } from "@/lib/auth/scim-route";
import { createScimUser } from "@/lib/scim/mutations";
import { listScimUsers } from "@/lib/scim/queries";

export const GET = scimRoute((ctx, request) => listScimUsers(ctx, request.nextUrl.searchParams));

export const POST = scimRoute(
  async (ctx, request) => createScimUser(ctx, await scimBody(request)),
  201,
);
