import { z } from "zod";

const clock = /^([01]\d|2[0-3]):(00|30)$/;

/** Per mille of the recipients tried. */
export const bounceChoices = [30, 50, 100, 200] as const;
export const complaintChoices = [1, 3, 5, 10] as const;

/** `HH:MM` in half hours as minutes after midnight; empty for none. */
const timeOfDay = z
  .union([z.literal(""), z.string().regex(clock, "required")])
  .transform((text) => (text === "" ? null : toMinutes(text)));

const oneOf = (choices: readonly number[]) =>
  z
    .union([z.literal(""), z.string().refine((text) => choices.includes(Number(text)), "required")])
    .transform((text) => (text === "" ? null : Number(text)));

export const sendingSettingsSchema = z
  .object({
    tracks: z.boolean(),
    quietFrom: timeOfDay,
    quietUntil: timeOfDay,
    mostBounces: oneOf(bounceChoices),
    mostComplaints: oneOf(complaintChoices),
  })
  .refine(({ quietFrom, quietUntil }) => (quietFrom === null) === (quietUntil === null), {
    path: ["quietUntil"],
    message: "sendingSettings.errors.bothTimes",
  })
  .refine(({ quietFrom, quietUntil }) => quietFrom === null || quietFrom !== quietUntil, {
    path: ["quietUntil"],
    message: "sendingSettings.errors.sameTimes",
  });

function toMinutes(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}

export type SendingSettings = z.output<typeof sendingSettingsSchema>;

export const defaultSettings: SendingSettings = {
  tracks: true,
  quietFrom: null,
  quietUntil: null,
  mostBounces: 100,
  mostComplaints: 5,
};
