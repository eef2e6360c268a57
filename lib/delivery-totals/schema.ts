import { z } from "zod";
import { type DeliveryTab, readTab } from "@/lib/deliveries/rules";
import { exportEncodings } from "@/lib/exports/rules";

export const comparedMost = 6;

/** The deliveries side by side, from a page's address; what is no id is left out. */
export const compareSchema = z
  .string()
  .max(400)
  .catch("")
  .transform((text) => [...new Set(text.split(","))].filter(isId).slice(0, comparedMost));

const isId = (text: string) => z.uuid().safeParse(text).success;

/** A day that PostgreSQL and JavaScript both have, with the years around it. */
const day = z.iso.date().regex(/^2/).optional().catch(undefined);
/** Days in Japan from a page's address, both included; what is none is left out. */
export const dayRangeSchema = z.object({ from: day, to: day });

/** The list's filter from a page's address; anything odd takes all. */
export const listFilterSchema = dayRangeSchema.extend({
  tab: z
    .string()
    .optional()
    .catch(undefined)
    .transform((text): DeliveryTab => readTab(text)),
  q: z
    .string()
    .catch("")
    .transform((text) => text.slice(0, 200)),
});

export const exportListSchema = listFilterSchema.extend({
  encoding: z.enum(exportEncodings).catch("utf-8-bom").default("utf-8-bom"),
});

export type ListFilter = z.output<typeof listFilterSchema>;
export type ExportListInput = z.output<typeof exportListSchema>;
