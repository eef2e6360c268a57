import "server-only";
import { eq } from "drizzle-orm";
import { networkPolicies } from "@/db/schema/account-changes";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { issueUserToken, parseUserToken, spendUserToken } from "@/lib/auth/user-tokens";
import { contextForVisitor } from "@/lib/auth/visitor";
import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { findLink, isUsable, lockAccount } from "@/lib/sign-in/queries";
import { networkMail } from "./email";
import { getNetworkPolicy } from "./queries";
import { networksText, parseNetworks, refuseLockOut } from "./rules";
import type { NetworkMailInput, NetworkPolicyInput, NetworkRecoveryInput } from "./schema";

const recoveriesPerUser = { most: 5, windowSeconds: 3600 };
const usesPerNetwork = { most: 60, windowSeconds: 900 };

const linkEnded = () => new AppError("expired", "signIn.errors.linkEnded");
const linkForged = () =>
  new AppError("expired", "signIn.errors.linkEnded", { suspicion: "tampered_token" });

/** Holds for every session of the tenant from its next request on. Throws when the caller would be outside. */
export async function updateNetworkPolicy(
  ctx: TenantContext,
  { isOn, ranges: text }: NetworkPolicyInput,
): Promise<void> {
  authorize(ctx, "access:write");
  const networks = parseNetworks(text);
  refuseLockOut({ isOn, networks }, ctx.request.ip);
  const ranges = networks.map(({ range }) => range);
  const set = { isOn, ranges, notes: networks.map(({ note }) => note), updatedAt: new Date() };
  await transaction(ctx, async (tx, inner) => {
    const before = await getNetworkPolicy(inner);
    await tx
      .insert(networkPolicies)
      .values({ tenantId: ctx.tenantId, ...set })
      .onConflictDoUpdate({ target: networkPolicies.tenantId, set });
    await recordAudit(tx, ctx, {
      action: "network-policy.updated",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: {
        before: { isOn: before.isOn, networks: networksText(before.networks) },
        after: { isOn, networks: networksText(networks) },
      },
    });
  });
}

/** The master, signed in from outside, has a link mailed that lifts the limit. */
export async function requestNetworkRecovery(
  ctx: TenantContext,
  { locale }: { locale: Locale },
): Promise<void> {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId || ctx.actor.role !== "master")
    throw new AppError("not_permitted", "users.errors.masterOnly");
  await throttle("network-recovery", userId, recoveriesPerUser);
  await transaction(ctx, async (tx) => {
    await recordAudit(tx, ctx, {
      action: "network-policy.recovery_requested",
      targetType: "tenant",
      targetId: ctx.tenantId,
    });
    const payload = { tenantId: ctx.tenantId, userId, ip: ctx.request.ip, locale };
    await enqueue(tx, "networks.send-recovery", payload);
  });
}

/** Makes the single-use link and mails it; the secret exists only here and in the mail. */
export async function sendNetworkRecovery(
  ctx: TenantContext,
  { userId, ip, locale }: NetworkMailInput,
): Promise<void> {
  authorize(ctx, "users:write");
  const made = await transaction(ctx, async (tx) => {
    const account = await lockAccount(tx, ctx.tenantId, userId);
    if (account?.role !== "master" || !isUsable(account)) return null;
    return { account, link: await issueUserToken(tx, account, "network_recovery") };
  });
  if (!made) return;
  const { account, link } = made;
  const mail = await networkMail(locale, "recovery", { ...account, ip, token: link.token });
  const idempotencyKey = `network-recovery:${link.id}`;
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey });
}

/** Lifts the limit by the mailed link; the list of networks stays. */
export async function recoverNetworks(
  request: RequestInfo,
  { token, locale }: NetworkRecoveryInput & { locale: Locale },
): Promise<void> {
  await throttle("network-recovery-use", request.ip ?? "", usesPerNetwork);
  const parsed = parseUserToken(token);
  const link = await findLink(token, "network_recovery");
  if (!parsed || !link) throw linkForged();
  if (link.state !== "valid") throw linkEnded();
  const { tenantId, userId } = link;
  await transaction({ tenantId, actor: { id: userId } }, async (tx) => {
    const account = await lockAccount(tx, tenantId, userId);
    if (account?.role !== "master" || !isUsable(account)) throw linkEnded();
    await spendUserToken(tx, parsed, "network_recovery");
    await tx
      .update(networkPolicies)
      .set({ isOn: false, updatedAt: new Date() })
      .where(eq(networkPolicies.tenantId, tenantId));
    await recordAudit(tx, contextForVisitor(account, request), {
      action: "network-policy.lifted",
      targetType: "tenant",
      targetId: tenantId,
    });
    await enqueue(tx, "networks.tell-recovered", { tenantId, userId, ip: request.ip, locale });
  });
}
