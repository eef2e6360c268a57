import { z } from "zod";
import { exportEncodings } from "@/lib/exports/rules";
import { fitsView, type LogView, readLogView } from "./rules";

export type LogFilter = {
  view: LogView;
  /** The beginning of an e-mail address. */
  q: string;
  /** The receiving domain. */
  domain?: string | undefined;
  /** Why somebody was missed, as it is tallied: state, reason and code. */
  reason?: string | undefined;
};

const fields = {
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
  reason: z
    .string()
    .max(1000)
    .regex(/^\P{Cc}+$/u)
    .optional()
    .catch(undefined),
};

/** Another view than that of the reason's state leaves the reason out. */
const fitReason = <F extends LogFilter>({ reason, ...filter }: F) => ({
  ...filter,
  ...(reason && fitsView(reason, filter.view) ? { reason } : {}),
});

/** Reads the log's filter from a page's address; anything odd shows everyone. */
export const logFilterSchema = z.object(fields).transform(fitReason);

export const exportLogSchema = z
  .object({
    ...fields,
    encoding: z.enum(exportEncodings).catch("utf-8-bom").default("utf-8-bom"),
  })
  .transform(fitReason);

export type ExportLogInput = z.output<typeof exportLogSchema>;
