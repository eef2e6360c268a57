import { eq } from "drizzle-orm";
import { tenantChannels } from "@/db/schema/tenant-channels";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { Room } from "@/lib/chatwork/queries";
import type { Locale } from "@/lib/i18n/locale";
import { unseal } from "@/lib/secret-box";
import { tokenSeal } from "./rules";

export type TenantChannels = {
  locale: Locale;
  roomId: string;
  hasToken: boolean;
  isChatworkOn: boolean;
  testedAt: Date | null;
};

/** How this environment is told; the token itself never leaves the server. */
export async function getTenantChannels(ctx: TenantContext): Promise<TenantChannels> {
  authorize(ctx, "notices:read");
  const row = await findRow(ctx);
  return {
    locale: row?.locale ?? "ja",
    roomId: row?.chatworkRoomId ?? "",
    hasToken: Boolean(row?.chatworkTokenSealed),
    isChatworkOn: row?.isChatworkOn ?? false,
    testedAt: row?.chatworkTestedAt ?? null,
  };
}

/** The environment's own room with its token, or null where none is registered and on. */
export async function findTenantRoom(ctx: TenantContext): Promise<Room | null> {
  authorize(ctx, "settings:write");
  const row = await findRow(ctx);
  if (!row?.isChatworkOn || !row.chatworkRoomId || !row.chatworkTokenSealed) return null;
  return {
    roomId: row.chatworkRoomId,
    token: unseal(row.chatworkTokenSealed, tokenSeal(ctx.tenantId)),
  };
}

async function findRow(ctx: TenantContext) {
  const [row] = await readTransaction(ctx, (tx) =>
    tx.select().from(tenantChannels).where(eq(tenantChannels.tenantId, ctx.tenantId)),
  );
  return row;
}
