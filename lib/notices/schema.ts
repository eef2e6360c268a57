import { z } from "zod";
import { noticeKinds } from "@/db/values";
import { parseJstLocal } from "@/lib/format";
import { needsEffectiveTime } from "./rules";

export type NoticeKind = (typeof noticeKinds)[number];

const title = z.string().trim().min(1).max(120);
const body = z.string().trim().min(1).max(10_000);

/** `effectiveAt` is a JST time as in `2026-11-24T08:05`, or empty. */
export const publishNoticeSchema = z
  .object({
    kind: z.enum(noticeKinds),
    titleJa: title,
    titleEn: title,
    bodyJa: body,
    bodyEn: body,
    effectiveAt: z.string(),
  })
  .transform((input, check) => {
    const effectiveAt = input.effectiveAt === "" ? null : parseJstLocal(input.effectiveAt);
    const problem = effectiveTimeProblem(input, effectiveAt);
    if (problem) check.addIssue({ code: "custom", path: ["effectiveAt"], message: problem });
    return { ...input, effectiveAt };
  });

function effectiveTimeProblem(
  input: { kind: NoticeKind; effectiveAt: string },
  effectiveAt: Date | null,
) {
  if (input.effectiveAt !== "" && !effectiveAt) return "invalidDate";
  if (!needsEffectiveTime(input.kind)) return null;
  if (!effectiveAt) return "required";
  return effectiveAt.getTime() > Date.now() ? null : "mustBeFuture";
}

export type PublishNoticeInput = z.output<typeof publishNoticeSchema>;

export const noticeIdSchema = z.object({ noticeId: z.uuid() });
export type NoticeIdInput = z.output<typeof noticeIdSchema>;
