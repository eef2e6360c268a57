import { scimRoute } from "@/lib/auth/scim-route";
import { serviceProviderConfig } from "@/lib/scim-schemas/rules";

export const GET = scimRoute(async () => serviceProviderConfig());
