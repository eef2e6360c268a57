import "server-only";
import { randomUUID } from "node:crypto";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { listAttributeKeys } from "@/lib/composing/queries";
import { templateFieldNames, templateProblems } from "@/lib/composing/rules";
import { getDelivery } from "@/lib/deliveries/queries";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { sendRawMail } from "@/lib/mail/account-mail";
import { previewDraft } from "./queries";
import type { SendTestMailInput } from "./schema";

const limit = { most: 20, windowSeconds: 3600 };
const subjectMark = "【テスト】";

/** Sends the saved draft, filled in for the chosen address, to the signed-in user and nobody else. */
export async function sendTestMail(
  ctx: TenantContext,
  { id, addressId }: SendTestMailInput,
): Promise<{ to: string }> {
  authorize(ctx, "deliveries:write");
  const to = ctx.actor.email;
  if (!to) throw new AppError("not_permitted");
  const delivery = await getDelivery(ctx, id);
  await demandSendable(ctx, delivery);
  await throttle("test-mail", `${ctx.tenantId}:${ctx.actor.id}`, limit);
  const { message } = await previewDraft(ctx, { ...delivery, addressId });
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "delivery.testSent",
      targetType: "delivery",
      targetId: id,
      details: { name: delivery.name, to },
    }),
  );
  const { from, html, text, headers } = message;
  const replyTo = message.reply_to ? { replyTo: message.reply_to } : {};
  const subject = `${subjectMark}${message.subject}`;
  try {
    await sendRawMail(
      { from, to, subject, html: html ?? "", text, headers, ...replyTo },
      `test-mail:${randomUUID()}`,
    );
  } catch (error) {
    log.warn({ err: error, deliveryId: id }, "test mail was not sent");
    throw new AppError("unavailable", "deliveries.errors.testNotSent");
  }
  return { to };
}

async function demandSendable(
  ctx: TenantContext,
  draft: { senderId: string | null; subject: string; html: string; text: string },
): Promise<void> {
  if (!draft.senderId) throw new AppError("invalid", "deliveries.errors.testNoSender");
  const keys = await listAttributeKeys(ctx);
  const isBroken = templateFieldNames.some(
    (name) => templateProblems(name, draft[name], keys).length > 0,
  );
  const isEmpty = !draft.subject.trim() || !(draft.html.trim() || draft.text.trim());
  if (isBroken || isEmpty) throw new AppError("invalid", "deliveries.errors.hasProblems");
}
