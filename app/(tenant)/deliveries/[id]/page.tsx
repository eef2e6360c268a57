import { ListChecks, MailX } from "lucide-react";
import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { ApprovalCard } from "@/components/approvals/approval-card";
import { DeliveryActions } from "@/components/deliveries/delivery-actions";
import { DeliveryFacts } from "@/components/deliveries/delivery-facts";
import { DeliveryNumbers } from "@/components/deliveries/delivery-numbers";
import { DeliveryResults } from "@/components/deliveries/delivery-results";
import { DuplicateButton } from "@/components/deliveries/duplicate-button";
import { logHref } from "@/components/deliveries/list-address";
import { MailView } from "@/components/deliveries/mail-view";
import { PlannedHours } from "@/components/deliveries/planned-hours";
import { failureText } from "@/components/deliveries/reason-text";
import { ResendDialog } from "@/components/deliveries/resend-dialog";
import { Alert } from "@/components/ui/alert";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { ProgressBar } from "@/components/ui/progress-bar";
import { TextLink } from "@/components/ui/text-link";
import { getApprovalRule } from "@/lib/approval-settings/queries";
import { listApprovals } from "@/lib/approvals/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { listPlannedHours } from "@/lib/best-hours/queries";
import { findBrake } from "@/lib/brakes/queries";
import { type DeliveryDetail, getDelivery } from "@/lib/deliveries/queries";
import { canDo, isMoving } from "@/lib/deliveries/rules";
import { getBreakdown } from "@/lib/delivery-tallies/queries";
import { getTotals } from "@/lib/delivery-totals/queries";
import { paths } from "@/lib/paths";
import { previewDraft } from "@/lib/previews/queries";
import { listLinkClicks } from "@/lib/reactions/queries";
import { countMissed, findResendLinks, type MissedCounts } from "@/lib/resending/queries";
import { canaryMinutes } from "@/lib/sending/guard-rules";
import { getLedger, type Ledger } from "@/lib/sending/queries";
import { getSendingSettings } from "@/lib/sending-settings/queries";
import { clockText, quietMs } from "@/lib/sending-settings/rules";
import type { SendingSettings } from "@/lib/sending-settings/schema";

type Props = { params: Promise<{ id: string }> };

const settleMs = 10 * 60 * 1000;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("detail.title") };
}

export default async function DeliveryPage({ params }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const { id } = await params;
  const delivery = await orNotFound(getDelivery(ctx, id));
  const { state, finishedAt } = delivery;
  const found = await readAll(ctx, delivery);
  const { ledger, totals, breakdown, missed, links, settings, clicks } = found;
  const [t, sending, brakes] = await Promise.all([
    getTranslations("deliveries"),
    getTranslations("sending"),
    getTranslations("brakes"),
  ]);
  const canReadLog = can(ctx, "history:read");
  const open = ledger.queued + ledger.sending;
  // Outcomes still arrive from the receiving servers for a while after the last mail has left.
  const isSettling =
    ledger.accepted > 0 && finishedAt !== null && Date.now() - finishedAt.getTime() < settleMs;
  const { message } = found.preview;
  return (
    <>
      <AutoRefresh isActive={isMoving(state) || isSettling} />
      <PageHeader
        title={delivery.name}
        breadcrumbs={[{ href: paths.deliveries, label: t("title") }, { label: delivery.name }]}
        actions={
          <Actions
            ctx={ctx}
            delivery={delivery}
            ledger={ledger}
            missed={missed}
            approvalFrom={found.approvalFrom}
            canReadLog={canReadLog}
          />
        }
      />
      <div className="flex flex-col gap-5">
        {delivery.failure && (
          <Alert tone="danger" title={t("detail.failed")}>
            {failureText(sending, delivery.failure)}
          </Alert>
        )}
        {found.brake && isMoving(state) && (
          <Alert tone="warning" title={brakes("waiting")}>
            {brakes("waitingText")}{" "}
            <TextLink href={paths.sendingBrake}>{brakes("bannerLink")}</TextLink>
          </Alert>
        )}
        {state === "sending" && open > 0 && (
          <Waiting
            settings={settings}
            isCanary={delivery.isCanary && delivery.bestHoursUntil === null}
            startedAt={delivery.startedAt}
          />
        )}
        <Card>
          <DeliveryFacts delivery={delivery} links={links} />
        </Card>
        <ApprovalCard approval={found.approval} />
        {(state === "preparing" || state === "sending") && (
          <ProgressBar
            label={t("detail.progress")}
            value={
              state === "sending" && ledger.audience > 0
                ? Math.round((100 * (ledger.audience - open)) / ledger.audience)
                : null
            }
          />
        )}
        <PlannedHours hours={found.hours} />
        <DeliveryNumbers id={id} ledger={ledger} reactions={totals} canReadLog={canReadLog} />
        <DeliveryResults
          id={id}
          ledger={ledger}
          totals={totals}
          breakdown={breakdown}
          clicks={clicks}
          rights={{ canReadLog, canExport: can(ctx, "history:export") }}
        />
        <Card title={t("detail.content")}>
          <MailView message={message} />
        </Card>
      </div>
    </>
  );
}

/** Everything that the page shows of the delivery, read at once. */
async function readAll(ctx: TenantContext, delivery: DeliveryDetail) {
  const { id, senderId, subject, html, text, audience, state } = delivery;
  const canResend = canDo(state, "resend") && can(ctx, "deliveries:write");
  const [ledger, totals, breakdown, preview] = await Promise.all([
    getLedger(ctx, id),
    getTotals(ctx, id),
    getBreakdown(ctx, id),
    previewDraft(ctx, { senderId, subject, html, text, audience, addressId: null }),
  ]);
  const [missed, links, settings, clicks, brake, hours, approvals, rule] = await Promise.all([
    canResend ? countMissed(ctx, id) : null,
    findResendLinks(ctx, delivery),
    getSendingSettings(ctx),
    listLinkClicks(ctx, id),
    findBrake(ctx),
    listPlannedHours(ctx, id),
    listApprovals(ctx, id),
    getApprovalRule(ctx),
  ]);
  const { approvalFrom } = rule;
  const shown = { ledger, totals, breakdown, preview, missed, links };
  return { ...shown, settings, clicks, brake, hours, approval: approvals[0], approvalFrom };
}

type WaitingProps = { settings: SendingSettings; isCanary: boolean; startedAt: Date | null };

const canaryMs = canaryMinutes * 60_000;

/** Why a delivery under way rests for now. */
function Waiting({ settings, isCanary, startedAt }: WaitingProps) {
  const t = useTranslations("sendingSettings");
  const options = useTranslations("deliveryOptions");
  const now = new Date();
  if (quietMs(settings, now) > 0 && settings.quietUntil !== null)
    return <Alert tone="info">{t("quietNow", { until: clockText(settings.quietUntil) })}</Alert>;
  const isHeld = isCanary && startedAt !== null && now.getTime() - startedAt.getTime() < canaryMs;
  return isHeld ? <Alert tone="info">{options("canaryNow")}</Alert> : null;
}

type ActionsProps = {
  ctx: TenantContext;
  delivery: DeliveryDetail;
  ledger: Ledger;
  missed: MissedCounts | null;
  approvalFrom: number | null;
  canReadLog: boolean;
};

function Actions(props: ActionsProps) {
  const { ctx, ledger, missed, approvalFrom, canReadLog } = props;
  const { id, state } = props.delivery;
  const t = useTranslations("deliveries");
  const canSend = can(ctx, "deliveries:send");
  const { queued, sending, unknown } = ledger;
  return (
    <>
      {canReadLog && ledger.audience > 0 && (
        <>
          <LinkButton href={logHref(id, { view: "all" })} icon={<ListChecks />}>
            {t("log.open")}
          </LinkButton>
          <LinkButton href={logHref(id, { view: "missed" })} icon={<MailX />}>
            {t("log.missed")}
          </LinkButton>
        </>
      )}
      {canSend && (
        <DeliveryActions id={id} state={state} queued={queued + sending} unknown={unknown} />
      )}
      {missed && (
        <ResendDialog id={id} counts={missed} canSend={canSend} approvalFrom={approvalFrom} />
      )}
      {can(ctx, "deliveries:write") && <DuplicateButton id={id} />}
    </>
  );
}
