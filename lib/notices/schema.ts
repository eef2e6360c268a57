import { z } from "zod";
import { noticeAudiences, noticeKinds, noticeStatuses } from "@/db/values";
import { parseJstLocal } from "@/lib/format";

export type NoticeKind = (typeof noticeKinds)[number];
export type NoticeStatus = (typeof noticeStatuses)[number];

const title = z.string().trim().min(1).max(120);
const body = z.string().trim().min(1).max(20_000);
/** A JST time as in `2026-11-24T08:05`, or empty. */
const time = z.string().transform((text, check) => {
  if (text === "") return null;
  const date = parseJstLocal(text);
  if (!date) check.addIssue({ code: "custom", message: "invalidDate" });
  return date;
});

const draftFields = z.object({
  kind: z.enum(noticeKinds),
  titleJa: title,
  titleEn: title,
  bodyJa: body,
  bodyEn: body,
  effectiveAt: time,
  audience: z.enum(noticeAudiences),
  planIds: z.array(z.string().max(40)).max(50),
  tenantIds: z.array(z.uuid()).max(1000),
  mustAcknowledge: z.boolean(),
  newRegion: z.string().trim().max(100),
  incidentId: z.union([z.uuid(), z.literal("")]),
});

type Fields = z.output<typeof draftFields>;

function problemOf({ audience, planIds, tenantIds, kind, newRegion }: Fields) {
  if (audience === "plans" && planIds.length === 0) return ["planIds", "nothingChosen"] as const;
  if (audience === "tenants" && tenantIds.length === 0)
    return ["tenantIds", "nothingChosen"] as const;
  if (newRegion && (kind !== "change" || audience !== "all"))
    return ["newRegion", "regionNeedsChange"] as const;
  return null;
}

const refine = (fields: Fields, check: z.RefinementCtx) => {
  const problem = problemOf(fields);
  if (problem) check.addIssue({ code: "custom", path: [problem[0]], message: problem[1] });
};

export const createNoticeSchema = draftFields.superRefine(refine);
export const updateNoticeSchema = draftFields.extend({ id: z.uuid() }).superRefine(refine);
export type NoticeDraftInput = z.output<typeof createNoticeSchema>;
export type UpdateNoticeInput = z.output<typeof updateNoticeSchema>;

/** Published at `scheduledAt`, at once when that is empty; a reason lets it take effect before its lead time is over. */
export const publishNoticeSchema = z.object({
  id: z.uuid(),
  scheduledAt: time,
  overrideReason: z.string().trim().max(500),
});
export type PublishNoticeInput = z.output<typeof publishNoticeSchema>;

export const noticeUpdateSchema = z.object({
  noticeId: z.uuid(),
  status: z.union([z.enum(noticeStatuses), z.literal("")]),
  bodyJa: body,
  bodyEn: body,
});
export type NoticeUpdateInput = z.output<typeof noticeUpdateSchema>;

export const operatorNoticeSchema = z.object({ id: z.uuid() });
export type OperatorNoticeInput = z.output<typeof operatorNoticeSchema>;

export const noticeIdSchema = z.object({ noticeId: z.uuid() });
export type NoticeIdInput = z.output<typeof noticeIdSchema>;

export const noticeFilterSchema = z.object({
  kind: z.enum(noticeKinds).optional().catch(undefined),
  show: z.enum(["all", "unread"]).catch("all"),
  after: z.string().optional().catch(undefined),
});
export type NoticeFilter = z.output<typeof noticeFilterSchema>;
