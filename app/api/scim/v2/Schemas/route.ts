import { scimRoute } from "@/lib/auth/scim-route";
import { schemas } from "@/lib/scim-schemas/rules";

export const GET = scimRoute(async () => schemas());
