import { scimBody, scimRoute } from "@/lib/auth/scim-route";
import { deleteScimUser, patchScimUser, replaceScimUser } from "@/lib/scim/mutations";
import { getScimUser } from "@/lib/scim/queries";

export const GET = scimRoute((ctx, _request, { id = "" }) => getScimUser(ctx, id));

export const PUT = scimRoute(async (ctx, request, { id = "" }) =>
  replaceScimUser(ctx, id, await scimBody(request)),
);

export const PATCH = scimRoute(async (ctx, request, { id = "" }) =>
  patchScimUser(ctx, id, await scimBody(request)),
);

export const DELETE = scimRoute((ctx, _request, { id = "" }) => deleteScimUser(ctx, id), 204);
