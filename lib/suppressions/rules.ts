import type { suppressionReasons } from "@/db/values";
import { paths } from "@/lib/paths";

export type SuppressionReason = (typeof suppressionReasons)[number];

/** A complaint is never taken back: mailing that person again harms every later delivery. */
export const isReleasable = (reason: SuppressionReason): boolean => reason !== "complained";

/** The pieces of a pasted list: one address per line, or separated by commas, semicolons, spaces. */
export function splitPastedEmails(text: string): string[] {
  return text.split(/[\s,;、，；]+/u).filter((piece) => piece !== "");
}

type ListQuery = {
  q?: string | undefined;
  reason?: string | undefined;
  after?: string | undefined;
  before?: string | undefined;
};

/** The list of suppressions with a filter and a place in it. */
export function suppressionListHref(query: ListQuery): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) params.set(key, value);
  return params.size > 0 ? `${paths.suppressions}?${params}` : paths.suppressions;
}
