import { scimRoute } from "@/lib/auth/scim-route";
import { resourceTypes } from "@/lib/scim-schemas/rules";

export const GET = scimRoute(async () => resourceTypes());
