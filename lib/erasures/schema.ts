import { z } from "zod";

const tenantTombstone = z.object({
  kind: z.literal("tenant"),
  tenantId: z.uuid(),
  accountHash: z.string(),
  emailHashes: z.array(z.string()),
  erasedAt: z.iso.datetime(),
});
const addressTombstone = z.object({
  kind: z.literal("address"),
  tenantId: z.uuid(),
  addressHash: z.string(),
  erasedAt: z.iso.datetime(),
});

/** What was erased and must stay erased in every copy that is restored; hashes are keyed. */
export const tombstoneSchema = z.discriminatedUnion("kind", [tenantTombstone, addressTombstone]);
export type Tombstone = z.output<typeof tombstoneSchema>;
export type TenantTombstone = z.output<typeof tenantTombstone>;
export type AddressTombstone = z.output<typeof addressTombstone>;
