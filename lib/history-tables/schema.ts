import { z } from "zod";
import { compareSchema, dayRangeSchema } from "@/lib/delivery-totals/schema";
import { exportEncodings } from "@/lib/exports/rules";

/** What a delivery's page shows as a table. */
export const deliveryTables = ["domains", "reasons", "course", "links", "events"] as const;
/** What is shown of several deliveries. */
export const totalsTables = ["totals", "comparison"] as const;

export type DeliveryTable = (typeof deliveryTables)[number];
export type TotalsTable = (typeof totalsTables)[number];

const encoding = z.enum(exportEncodings).catch("utf-8-bom").default("utf-8-bom");

export const deliveryTableSchema = z.object({
  table: z.enum(deliveryTables).catch("domains"),
  /** The recipient whose events are wanted. */
  address: z.uuid().optional().catch(undefined),
  encoding,
});
export const totalsTableSchema = dayRangeSchema.extend({
  table: z.enum(totalsTables).catch("totals"),
  ids: compareSchema,
  encoding,
});

export type DeliveryTableInput = z.output<typeof deliveryTableSchema>;
export type TotalsTableInput = z.output<typeof totalsTableSchema>;
