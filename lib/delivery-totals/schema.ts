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

/** The list's filter from a page's address; anything odd takes all. */
export const exportListSchema = z.object({
  tab: z
    .string()
    .optional()
    .catch(undefined)
    .transform((text): DeliveryTab => readTab(text)),
  q: z.string().max(200).catch("").default(""),
  encoding: z.enum(exportEncodings).catch("utf-8-bom").default("utf-8-bom"),
});

export type ExportListInput = z.output<typeof exportListSchema>;
