import { z } from "zod";
import { exportEncodings } from "@/lib/exports/rules";
import { type LogView, readLogView } from "./rules";

export type LogFilter = {
  view: LogView;
  /** The beginning of an e-mail address. */
  q: string;
  /** The receiving domain. */
  domain?: string | undefined;
};

/** Reads the log's filter from a page's address; anything odd shows everyone. */
export const logFilterSchema = z.object({
  view: z
    .string()
    .optional()
    .catch(undefined)
    .transform((text): LogView => readLogView(text)),
  q: z
    .string()
    .max(254)
    .catch("")
    .default("")
    .transform((text) => text.normalize("NFKC").trim().toLowerCase()),
  domain: z
    .string()
    .max(253)
    .regex(/^[^@\s]+$/)
    .transform((text) => text.toLowerCase())
    .optional()
    .catch(undefined),
});

export const exportLogSchema = logFilterSchema.extend({
  encoding: z.enum(exportEncodings).catch("utf-8-bom").default("utf-8-bom"),
});

export type ExportLogInput = z.output<typeof exportLogSchema>;
