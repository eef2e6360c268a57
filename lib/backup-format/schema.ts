import { z } from "zod";

const count = z.number().int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const tally = z.object({ rows: count, hash });

/** One encrypted file of a generation. */
const storedFile = z.object({ path: z.string(), bytes: count, sha256: hash, rawBytes: count });

const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()),
  tenantColumn: z.string().nullable(),
  rows: count,
  /** Does not depend on the order of the rows. */
  hash,
  /** By tenant; rows of no tenant stand under the empty name. */
  tenants: z.record(z.string(), tally),
  file: storedFile,
});

/** What a generation holds, enough to prove a restore right: counts and hashes, no customer's data. */
export const manifestSchema = z.object({
  format: z.literal(1),
  generation: z.string(),
  way: z.enum(["pg_dump", "copy"]),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  serverVersion: z.string(),
  schema: z.object({ newest: z.string(), count }),
  tables: z.array(tableSchema),
  sequences: z.array(
    z.object({ schema: z.string(), name: z.string(), value: z.string(), isCalled: z.boolean() }),
  ),
  files: z.object({
    count,
    hash,
    tenants: z.record(z.string(), tally),
    file: storedFile,
  }),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestTable = z.output<typeof tableSchema>;
export type StoredFile = z.output<typeof storedFile>;
export type Tally = z.output<typeof tally>;
