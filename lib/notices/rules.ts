import { noticeLeadDays } from "@/content/notice-lead-times";
import type { noticeAudiences, noticeKinds, noticeStatuses } from "@/db/values";

type Kind = (typeof noticeKinds)[number];
type Status = (typeof noticeStatuses)[number];

const dayMs = 24 * 3_600_000;
/** A publication a little late (a worker was restarting) still counts as in time. */
const toleranceMs = 15 * 60_000;

/** What changes the service is told before it takes effect, so it needs a time in the future. */
export const needsEffectiveTime = (kind: Kind): boolean => noticeLeadDays[kind] > 0;

/** The earliest time a notice of this kind may take effect when it is published at `publishedAt`. */
export const earliestEffect = (kind: Kind, publishedAt: Date): Date =>
  new Date(publishedAt.getTime() + noticeLeadDays[kind] * dayMs);

export type LeadTimed = { kind: Kind; effectiveAt: Date | null; overrideReason: string | null };

/** Whether a notice published then leaves customers its lead time, or says why it cannot. */
export function hasLeadTime(notice: LeadTimed, publishedAt: Date): boolean {
  if (!needsEffectiveTime(notice.kind) || notice.overrideReason) return true;
  if (!notice.effectiveAt) return false;
  const earliest = earliestEffect(notice.kind, publishedAt).getTime();
  return notice.effectiveAt.getTime() >= earliest - toleranceMs;
}

export type Audience = {
  audience: (typeof noticeAudiences)[number];
  planIds: string[];
  tenantIds: string[];
};

/** Whether the notice is for the environment. */
export function isFor(notice: Audience, tenant: { tenantId: string; planId: string }): boolean {
  if (notice.audience === "plans") return notice.planIds.includes(tenant.planId);
  return notice.audience === "all" || notice.tenantIds.includes(tenant.tenantId);
}

export const noticeTone = {
  change: "accent",
  maintenance: "warning",
  incident: "danger",
  vulnerability: "danger",
  information: "neutral",
} as const satisfies Record<Kind, string>;

export const statusTone = {
  investigating: "warning",
  affected: "danger",
  not_affected: "success",
  mitigated: "success",
  completed: "neutral",
} as const satisfies Record<Status, string>;
