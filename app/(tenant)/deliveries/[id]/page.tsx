import { ListChecks, MailX } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeliveryActions } from "@/components/deliveries/delivery-actions";
import { DeliveryCharts } from "@/components/deliveries/delivery-charts";
import { DeliveryFacts } from "@/components/deliveries/delivery-facts";
import { DeliveryNumbers } from "@/components/deliveries/delivery-numbers";
import { DuplicateButton } from "@/components/deliveries/duplicate-button";
import { logHref } from "@/components/deliveries/list-address";
import { MailView } from "@/components/deliveries/mail-view";
import { MissedTable } from "@/components/deliveries/missed-table";
import { failureText } from "@/components/deliveries/reason-text";
import { Alert } from "@/components/ui/alert";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { ProgressBar } from "@/components/ui/progress-bar";
import { TextLink } from "@/components/ui/text-link";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { findBrake } from "@/lib/brakes/queries";
import { getDelivery } from "@/lib/deliveries/queries";
import { isMoving } from "@/lib/deliveries/rules";
import { countReasons, getReactions, getTimeline } from "@/lib/history/queries";
import { paths } from "@/lib/paths";
import { previewDraft } from "@/lib/previews/queries";
import { getLedger } from "@/lib/sending/queries";

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
  const { senderId, subject, html, text, audience, state, finishedAt } = delivery;
  const [ledger, reactions, timeline, reasons, preview, brake, t, sending, brakes] =
    await Promise.all([
      getLedger(ctx, id),
      getReactions(ctx, id),
      getTimeline(ctx, id),
      countReasons(ctx, id),
      previewDraft(ctx, { senderId, subject, html, text, audience, addressId: null }),
      findBrake(ctx),
      getTranslations("deliveries"),
      getTranslations("sending"),
      getTranslations("brakes"),
    ]);
  const canReadLog = can(ctx, "history:read");
  const open = ledger.queued + ledger.sending;
  // Outcomes still arrive from the receiving servers for a while after the last mail has left.
  const isSettling =
    ledger.accepted > 0 && finishedAt !== null && Date.now() - finishedAt.getTime() < settleMs;
  const { message } = preview;
  return (
    <>
      <AutoRefresh isActive={isMoving(state) || isSettling} />
      <PageHeader
        title={delivery.name}
        breadcrumbs={[{ href: paths.deliveries, label: t("title") }, { label: delivery.name }]}
        actions={
          <>
            {canReadLog && ledger.audience > 0 && (
              <>
                <LinkButton href={logHref(id, "all")} icon={<ListChecks />}>
                  {t("log.open")}
                </LinkButton>
                <LinkButton href={logHref(id, "missed")} icon={<MailX />}>
                  {t("log.missed")}
                </LinkButton>
              </>
            )}
            {can(ctx, "deliveries:send") && (
              <DeliveryActions id={id} state={state} queued={open} unknown={ledger.unknown} />
            )}
            {can(ctx, "deliveries:write") && <DuplicateButton id={id} />}
          </>
        }
      />
      <div className="flex flex-col gap-5">
        {delivery.failure && (
          <Alert tone="danger" title={t("detail.failed")}>
            {failureText(sending, delivery.failure)}
          </Alert>
        )}
        {brake && isMoving(state) && (
          <Alert tone="warning" title={brakes("waiting")}>
            {brakes("waitingText")}{" "}
            <TextLink href={paths.sendingBrake}>{brakes("bannerLink")}</TextLink>
          </Alert>
        )}
        <Card>
          <DeliveryFacts delivery={delivery} />
        </Card>
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
        <DeliveryNumbers id={id} ledger={ledger} reactions={reactions} canReadLog={canReadLog} />
        <DeliveryCharts ledger={ledger} timeline={timeline} />
        <Card title={t("missed.title")} description={t("missed.hint")} isFlush>
          {reasons.length > 0 ? (
            <MissedTable id={id} reasons={reasons} canReadLog={canReadLog} />
          ) : (
            <EmptyState isCompact title={t("missed.none")} />
          )}
        </Card>
        <Card title={t("detail.content")}>
          <MailView
            mail={{
              from: message.from,
              to: message.to[0] ?? "",
              subject: message.subject,
              html: message.html ?? "",
              text: message.text,
            }}
          />
        </Card>
      </div>
    </>
  );
}
