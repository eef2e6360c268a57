import { eq } from "drizzle-orm";
import { tenantChannels } from "@/db/schema/tenant-channels";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { postRoomMessage } from "@/lib/chatwork/mutations";
import { AppError, fieldError } from "@/lib/errors";
import { mailTranslator } from "@/lib/mail/translator";
import { seal } from "@/lib/secret-box";
import { findTenantRoom, getTenantChannels } from "./queries";
import { refusalKey, tokenSeal } from "./rules";
import type { ChatworkRoomInput } from "./schema";

const testsPerTenant = { most: 10, windowSeconds: 600 };

/** Registers how the environment is told. An empty token keeps the one registered before; turning Chatwork off forgets it. */
export async function updateTenantChannels(
  ctx: TenantContext,
  input: ChatworkRoomInput,
): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx, inner) => {
    const before = await getTenantChannels(inner);
    if (input.isChatworkOn && !input.roomId) throw fieldError("roomId", "required");
    if (input.isChatworkOn && !input.token && !before.hasToken)
      throw fieldError("token", "required");
    const token = input.token
      ? { chatworkTokenSealed: seal(input.token, tokenSeal(ctx.tenantId)), chatworkTestedAt: null }
      : {};
    const values = {
      locale: input.locale,
      isChatworkOn: input.isChatworkOn,
      chatworkRoomId: input.roomId || null,
      ...(input.isChatworkOn ? token : { chatworkTokenSealed: null, chatworkTestedAt: null }),
      updatedAt: new Date(),
    };
    await tx
      .insert(tenantChannels)
      .values({ tenantId: ctx.tenantId, ...values })
      .onConflictDoUpdate({ target: tenantChannels.tenantId, set: values });
    const { locale, roomId, isChatworkOn } = before;
    await recordAudit(tx, ctx, {
      action: "tenantChannels.updated",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: {
        before: { locale, roomId, isChatworkOn },
        after: { locale: input.locale, roomId: input.roomId, isChatworkOn: input.isChatworkOn },
        isTokenReplaced: input.token !== "",
      },
    });
  });
}

/** Posts a test message into the environment's own room. Throws with what Chatwork answered. */
export async function sendTestMessage(ctx: TenantContext): Promise<void> {
  authorize(ctx, "settings:write");
  await throttle("chatwork-test", ctx.tenantId, testsPerTenant);
  const room = await findTenantRoom(ctx);
  if (!room) throw new AppError("conflict", "chatworkRooms.errors.notRegistered");
  const { locale } = await getTenantChannels(ctx);
  const t = await mailTranslator(locale, "email-notices");
  const body = `[info][title]${t("test.title")}[/title]${t("test.body", { name: ctx.actor.name })}[/info]`;
  const { messageId, answer } = await postRoomMessage(room, body).catch(() => {
    throw new AppError("unavailable", "chatworkRooms.errors.unreachable");
  });
  if (!messageId) throw new AppError("conflict", refusalKey(answer.status));
  await transaction(ctx, async (tx) => {
    await tx
      .update(tenantChannels)
      .set({ chatworkTestedAt: new Date() })
      .where(eq(tenantChannels.tenantId, ctx.tenantId));
    await recordAudit(tx, ctx, {
      action: "tenantChannels.tested",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { roomId: room.roomId, messageId },
    });
  });
}
