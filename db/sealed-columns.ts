/** Columns that hold texts sealed by `lib/secret-box.ts`, and what each is bound to. */
export type SealedTable = {
  table: string;
  /** Columns that name a row; a tenant table's begin with `tenant_id`. */
  key: readonly [string, ...string[]];
  /** The purpose each column was sealed for. */
  columns: Readonly<Record<string, string>>;
  /** The owner a row's texts were sealed for; `row` holds the key's columns as text. */
  owner: (row: Record<string, string>) => string;
};

/** A row of a tenant is the owner `<tenant>:<row>`. */
export const tenantRowOwner =
  (idColumn = "id") =>
  (row: Record<string, string>): string =>
    `${row.tenant_id}:${row[idColumn]}`;

/** Every table with sealed columns: `npm run keys:rotate` seals these anew, and only these. */
export const sealedTables: readonly SealedTable[] = [
  {
    table: "totp_factors",
    key: ["tenant_id", "user_id"],
    columns: { secret: "totp" },
    owner: tenantRowOwner("user_id"),
  },
  {
    table: "sign_on_providers",
    key: ["tenant_id", "id"],
    columns: { client_secret: "sign-on-client-secret" },
    owner: tenantRowOwner(),
  },
  {
    table: "tenant_channels",
    key: ["tenant_id"],
    columns: { chatwork_token_sealed: "chatwork-token" },
    owner: ({ tenant_id: tenantId }) => `${tenantId}:chatwork`,
  },
  {
    table: "tenant_endings",
    key: ["tenant_id"],
    columns: { recipient_sealed: "erasure-certificate" },
    owner: tenantRowOwner("tenant_id"),
  },
];

/** The same of the provider's staff, whose tables the application's role does not reach. */
export const operatorSealedTables: readonly SealedTable[] = [
  {
    table: "operator_totp",
    key: ["operator_id"],
    columns: { secret: "totp" },
    owner: ({ operator_id: operatorId }) => `operator:${operatorId}`,
  },
];
