import { z } from "zod";
import { versionSchema } from "@/lib/deliveries/schema";
import { parseJstLocal } from "@/lib/format";

const jstTime = z.string().transform((text, check) => {
  const date = parseJstLocal(text);
  if (!date) check.addIssue({ code: "custom", message: text === "" ? "required" : "invalidDate" });
  return date ?? z.NEVER;
});

const confirmed = { id: z.uuid(), version: versionSchema };

/** Now or at a time in JST; `version` pins the content that was confirmed. */
export const scheduleDeliverySchema = z.discriminatedUnion("mode", [
  z.object({ ...confirmed, mode: z.literal("now") }),
  z.object({ ...confirmed, mode: z.literal("at"), at: jstTime }),
]);

export type ScheduleDeliveryInput = z.output<typeof scheduleDeliverySchema>;
