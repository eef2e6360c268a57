import { z } from "zod";
import { isCleanLine, isCleanText } from "@/lib/clean-text";
import { consentSourceMaxLength, consentWordingMaxLength, parseConsentTime } from "./rules";

/** The parts of a consent as they are typed, each of which may be empty. */
export const consentSource = z
  .string()
  .trim()
  .max(consentSourceMaxLength)
  .refine(isCleanLine, "invalidCharacters");
export const consentAt = z.string().trim().max(40);
export const consentWording = z
  .string()
  .trim()
  .max(consentWordingMaxLength)
  .refine(isCleanText, "invalidCharacters");

/** Why a time of consent that was typed is refused, or null. */
export function consentTimeProblem(at: string): string | null {
  const time = parseConsentTime(at);
  if (!time) return "imports.errors.consentTime";
  return Date.parse(time) > Date.now() ? "imports.errors.consentFuture" : null;
}
