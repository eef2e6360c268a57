import { z } from "zod";
import { versionSchema } from "@/lib/deliveries/schema";
import { parseJstLocal } from "@/lib/format";

/** A JST moment as a date-time field gives it. */
export const jstTime = z.string().transform((text, check) => {
  const date = parseJstLocal(text);
  if (!date) check.addIssue({ code: "custom", message: text === "" ? "required" : "invalidDate" });
  return date ?? z.NEVER;
});

/** A full hour of the day, 1 to 24; null for 24 hours from the start on. */
export const untilHour = z
  .union([z.literal(""), z.string().regex(/^([1-9]|1\d|2[0-4])$/)])
  .transform((text) => (text === "" ? null : Number(text)));

const confirmed = { id: z.uuid(), version: versionSchema };

/** Now, at a time in JST, or from then on at each recipient's best hour; `version` pins the content that was confirmed. */
export const scheduleDeliverySchema = z.discriminatedUnion("mode", [
  z.object({ ...confirmed, mode: z.literal("now") }),
  z.object({ ...confirmed, mode: z.literal("at"), at: jstTime }),
  z.object({ ...confirmed, mode: z.literal("best"), at: jstTime, until: untilHour }),
]);

export type ScheduleDeliveryInput = z.output<typeof scheduleDeliverySchema>;
