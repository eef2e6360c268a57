import type { z } from "zod";
import type { UtilityKind } from "@/lib/utilities/rules";
import type { removalReasons, utilityInputSchema } from "@/lib/utilities/schema";

/** What a person has typed so far for one utility. */
export type UtilityDraft = {
  kind: UtilityKind;
  fromTagId: string;
  toTagId: string;
  groupId: string;
  keepsFrom: boolean;
  field: string;
  find: string;
  replacement: string;
  match: "whole" | "part";
  reason: (typeof removalReasons)[number];
  days: string;
  keeps: "oldest" | "newest";
};

export const newDraft = (kind: UtilityKind): UtilityDraft => ({
  kind,
  fromTagId: "",
  toTagId: "",
  groupId: "",
  keepsFrom: false,
  field: "name",
  find: "",
  replacement: "",
  match: "part",
  reason: "bounced",
  days: "365",
  keeps: "oldest",
});

/** The draft as the action takes it. */
export function inputOf(draft: UtilityDraft): z.input<typeof utilityInputSchema> {
  const { kind, fromTagId, toTagId, keepsFrom, field, find, replacement, match } = draft;
  switch (kind) {
    case "retag":
      return { kind, fromTagId, toTagId, keepsFrom, groupId: draft.groupId || null };
    case "replace":
      return { kind, field, find, replacement, match };
    case "remove":
      return { kind, reason: draft.reason, days: Number(draft.days.normalize("NFKC")) };
    case "duplicates":
      return { kind, field, keeps: draft.keeps };
    default:
      return { kind };
  }
}
