import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { abuseFindings, brakeAppeals, sendingBrakes } from "@/db/schema/abuse";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import type { TellBrakeInput } from "@/lib/brakes/schema";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { formatDateTime } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { mailTranslator } from "@/lib/mail/translator";
import { operatorRecipients, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import { recipientsOf } from "@/lib/publishing/queries";

/** Tells a customer's master accounts what became of their sending, and the operators of a brake nobody of them put on. */
export async function tellBrake({
  tenantId,
  brakeId,
  event,
  appealId,
}: TellBrakeInput): Promise<void> {
  const recipients = await recipientsOf(tenantId);
  await transaction(contextForJob(tenantId, "brakes.tell"), async (tx) => {
    const told = await readTold(tx, tenantId, brakeId, appealId);
    const subject = { type: "brake", id: brakeId, part: appealId ?? event };
    const text = (locale: Locale) => textOf(locale, event, told);
    await tell(tx, subject, { ja: await text("ja"), en: await text("en") }, recipients);
    if (event !== "engaged" || told.brake.source !== "automatic") return;
    const notice = await operatorText("automatic", told.tenant, await reasonOf("ja", told));
    await tell(tx, { ...subject, part: "operators" }, { ja: notice }, operatorRecipients());
  });
}

type Told = Awaited<ReturnType<typeof readTold>>;

async function readTold(
  tx: Transaction,
  tenantId: string,
  brakeId: string,
  appealId: string | null,
) {
  const [row] = await tx
    .select({ brake: sendingBrakes, finding: abuseFindings, tenant: tenants.name })
    .from(sendingBrakes)
    .innerJoin(tenants, eq(tenants.id, sendingBrakes.tenantId))
    .leftJoin(
      abuseFindings,
      and(
        eq(abuseFindings.tenantId, sendingBrakes.tenantId),
        eq(abuseFindings.id, sendingBrakes.findingId),
      ),
    )
    .where(and(eq(sendingBrakes.tenantId, tenantId), eq(sendingBrakes.id, brakeId)));
  if (!row) throw notFound();
  const [appeal] = appealId
    ? await tx
        .select({ answer: brakeAppeals.answer })
        .from(brakeAppeals)
        .where(and(eq(brakeAppeals.tenantId, tenantId), eq(brakeAppeals.id, appealId)))
    : [];
  return { ...row, answer: appeal?.answer ?? "" };
}

async function textOf(locale: Locale, event: TellBrakeInput["event"], told: Told) {
  const t = await mailTranslator(locale, "email-brakes");
  const { brake, tenant, answer } = told;
  const values = {
    tenant,
    reason: event === "released" ? (brake.releaseReason ?? "") : await reasonOf(locale, told),
    at: formatDateTime((event === "released" && brake.releasedAt) || brake.engagedAt, locale),
    answer,
  };
  return {
    title: t(`${event}Title`),
    body: t(`${event}Body`, values),
    link: paths.sendingBrake,
  };
}

/** An operator's own words, else the monitor's name with its figures. */
async function reasonOf(locale: Locale, { brake, finding }: Told): Promise<string> {
  if (!brake.kind) return brake.reason;
  const t = await mailTranslator(locale, "brakes");
  const reason = t(`kinds.${brake.kind}`);
  if (!finding || brake.kind === "trap") return reason;
  const { value, threshold } = finding;
  return t("figures", { reason, value, threshold, unit: t(`units.${brake.kind}`) });
}

type Appealed = { brakeId: string; appealId: string; body: string };

/** Calls the operators to an appeal, in the transaction that wrote it. */
export async function tellOfAppeal(
  tx: Transaction,
  { tenantId }: TenantContext,
  { brakeId, appealId, body }: Appealed,
): Promise<void> {
  const [tenant] = await tx
    .select({ name: tenants.name })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  const text = await operatorText("appealed", tenant?.name ?? "", body);
  const subject = { type: "brake", id: brakeId, part: `${appealId}/operators` };
  await tell(tx, subject, { ja: text }, operatorRecipients());
}

async function operatorText(event: "automatic" | "appealed", tenant: string, text: string) {
  const t = await mailTranslator("ja", "email-brakes");
  const url = new URL(paths.operatorAbuse, env().ECAI_OPERATOR_URL).href;
  return { title: t(`${event}Title`, { tenant }), body: t(`${event}Body`, { tenant, text, url }) };
}
