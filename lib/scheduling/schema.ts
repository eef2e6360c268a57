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

/** Now, at a time in JST, or from then on at each recipient's best hour. */
const whenFields = [
  z.object({ mode: z.literal("now") }),
  z.object({ mode: z.literal("at"), at: jstTime }),
  z.object({ mode: z.literal("best"), at: jstTime, until: untilHour }),
] as const;

/** The delivery, the `version` that pins the content that was confirmed, what is asked beside them, and when it leaves. */
export const withWhen = <Fields extends z.ZodRawShape>(fields: Fields) => {
  const [now, at, best] = whenFields;
  const all = { ...confirmed, ...fields };
  return z.discriminatedUnion("mode", [now.extend(all), at.extend(all), best.extend(all)]);
};

export const scheduleDeliverySchema = withWhen({});

export type ScheduleDeliveryInput = z.output<typeof scheduleDeliverySchema>;
export type When = z.output<(typeof whenFields)[number]>;
