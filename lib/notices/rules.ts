import type { noticeKinds } from "@/db/values";

type Kind = (typeof noticeKinds)[number];

/** What changes the service is told before it takes effect, so it needs a time in the future. */
export const needsEffectiveTime = (kind: Kind): boolean =>
  kind === "change" || kind === "maintenance";

export const noticeTone = {
  change: "accent",
  maintenance: "warning",
  incident: "danger",
  vulnerability: "danger",
  information: "neutral",
} as const satisfies Record<Kind, string>;
