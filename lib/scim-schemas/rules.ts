import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";
import { userSchemaId } from "@/lib/scim/rules";

/** What of the protocol is spoken here (RFC 7643, 5). */
export const serviceProviderConfig = () => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "Bearer token",
      description: "A token made on the page for single sign-on, in the Authorization header",
      specUri: "https://www.rfc-editor.org/rfc/rfc6750",
      primary: true,
    },
  ],
  meta: {
    resourceType: "ServiceProviderConfig",
    location: absoluteUrl(`${paths.scim}/ServiceProviderConfig`),
  },
});

const listOf = (resources: object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: resources.length,
  startIndex: 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

/** RFC 7643, 6. */
export const resourceTypes = () =>
  listOf([
    {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
      id: "User",
      name: "User",
      endpoint: "/Users",
      schema: userSchemaId,
      meta: {
        resourceType: "ResourceType",
        location: absoluteUrl(`${paths.scim}/ResourceTypes/User`),
      },
    },
  ]);

type Changes = { type?: string; required?: boolean; uniqueness?: string; mutability?: string };

const attribute = (name: string, changes: Changes = {}) => ({
  name,
  type: "string",
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
  ...changes,
});

/** The attributes that are kept (RFC 7643, 7). */
export const schemas = () =>
  listOf([
    {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
      id: userSchemaId,
      name: "User",
      description: "User",
      attributes: [
        attribute("userName", { required: true, uniqueness: "server" }),
        attribute("displayName"),
        {
          ...attribute("name", { type: "complex" }),
          subAttributes: ["formatted", "familyName", "givenName"].map((name) => attribute(name)),
        },
        {
          ...attribute("emails", { type: "complex" }),
          multiValued: true,
          subAttributes: [
            attribute("value"),
            attribute("type"),
            attribute("primary", { type: "boolean" }),
          ],
        },
        attribute("active", { type: "boolean" }),
        { ...attribute("externalId"), caseExact: true },
      ],
      meta: {
        resourceType: "Schema",
        location: absoluteUrl(`${paths.scim}/Schemas/${userSchemaId}`),
      },
    },
  ]);
