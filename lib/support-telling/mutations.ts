import "server-only";
import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { tenants } from "@/db/schema/tenants";
import type { TenantContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { mailTranslator } from "@/lib/mail/translator";
import { type Recipient, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import { findSupportContact } from "@/lib/support/queries";

type Told = {
  request: { id: string; subject: string; category: string };
  entryId: string;
  body: string;
  /** Names only: what is in a file never leaves the service. */
  files: string[];
  event: "asked" | "replied" | "reopened";
};

/** The provider's support room, or its support address where Chatwork is not set up. */
function supportRecipient(): Recipient {
  const { CHATWORK_API_TOKEN, CHATWORK_SUPPORT_ROOM, SUPPORT_MAIL } = env();
  return CHATWORK_API_TOKEN && CHATWORK_SUPPORT_ROOM
    ? { channel: "chatwork", room: "support" }
    : { channel: "mail", to: SUPPORT_MAIL };
}

/** Has the provider told of an entry, once, in the transaction that wrote it. */
export async function tellSupport(
  tx: Transaction,
  scope: TenantContext & { tx: Transaction },
  told: Told,
): Promise<void> {
  const subject = { type: "support", id: told.request.id, part: told.entryId };
  await tell(tx, subject, { ja: await textOf(tx, scope, told) }, [supportRecipient()]);
}

async function textOf(tx: Transaction, ctx: TenantContext, told: Told) {
  const [tenant] = await tx
    .select({ name: tenants.name, accountId: tenants.accountId })
    .from(tenants)
    .where(eq(tenants.id, ctx.tenantId));
  const contact = await findSupportContact(ctx);
  const t = await mailTranslator("ja", "email-support");
  const categories = await mailTranslator("ja", "support");
  const { id, subject, category } = told.request;
  return {
    title: t(`titles.${told.event}`, { subject }),
    body: t("body", {
      tenant: tenant?.name ?? "",
      accountId: tenant?.accountId ?? "",
      name: ctx.actor.name,
      chatwork: contact ? t("chatwork", { ...contact, updatedAt: "" }) : t("noChatwork"),
      category: categories(`categories.${category}`),
      text: told.body || t("noText"),
      files: told.files.length > 0 ? told.files.join("、") : t("noFiles"),
      url: new URL(paths.operatorSupportRequest(ctx.tenantId, id), env().ECAI_OPERATOR_URL).href,
    }),
  };
}
