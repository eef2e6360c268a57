import { z } from "zod";

const moment = z.iso.datetime({ offset: true });

/** What is known of the service as it runs; a new fact is added here and shown on the page /security. */
export const factSchemas = {
  /** The newest backup: when it was finished and how many generations are kept. */
  lastBackup: z.object({
    at: moment,
    isSuccessful: z.boolean(),
    generations: z.int().min(0).optional(),
  }),
  lastRestoreDrill: z.object({ at: moment, isSuccessful: z.boolean() }),
  lastIsolationProbe: z.object({
    at: moment,
    isSuccessful: z.boolean(),
    tenants: z.int().min(0),
    tables: z.int().min(0),
  }),
  /** How far the host's clock is from its time source, in milliseconds. */
  clockOffset: z.object({ at: moment, milliseconds: z.number(), source: z.string() }),
  storageRegion: z.object({ region: z.string().min(1) }),
  /** Days that each kind of record is kept, by its name, such as `audit` or `jobs`. */
  retention: z.object({ days: z.record(z.string(), z.int().min(0)) }),
} as const;

export type FactKey = keyof typeof factSchemas;
export type FactValue<K extends FactKey> = z.output<(typeof factSchemas)[K]>;
export type Facts = { [K in FactKey]?: { value: FactValue<K>; at: Date } };
