import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EventTable } from "@/components/deliveries/event-table";
import { eventsHref } from "@/components/deliveries/list-address";
import { reasonText } from "@/components/deliveries/reason-text";
import { TableExport } from "@/components/deliveries/table-export";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { getDelivery } from "@/lib/deliveries/queries";
import { paths } from "@/lib/paths";
import { getRecipientHistory } from "@/lib/reactions/queries";

type Props = { params: Promise<{ id: string; address: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("reactions");
  return { title: t("history") };
}

export default async function RecipientPage({ params }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "history:read");
  const { id, address } = await params;
  const [delivery, { recipient, events }, t, deliveries, sending] = await Promise.all([
    orNotFound(getDelivery(ctx, id)),
    orNotFound(getRecipientHistory(ctx, id, address)),
    getTranslations("reactions"),
    getTranslations("deliveries"),
    getTranslations("sending"),
  ]);
  const { email, state, reason, messageId, updatedAt } = recipient;
  return (
    <>
      <PageHeader
        title={email}
        breadcrumbs={[
          { href: paths.deliveries, label: deliveries("title") },
          { href: paths.delivery(id), label: delivery.name },
          { href: paths.deliveryRecipients(id), label: deliveries("log.title") },
          { label: email },
        ]}
      />
      <div className="flex flex-col gap-5">
        <Card>
          <DescriptionList
            columns={2}
            items={[
              { term: deliveries("state"), value: deliveries(`recipientStates.${state}`) },
              {
                term: deliveries("log.reason"),
                value: reason ? reasonText(sending, reason) : deliveries("none"),
              },
              { term: t("messageId"), value: messageId ?? deliveries("none") },
              { term: t("changed"), value: <DateTime value={updatedAt} /> },
              {
                term: t("address"),
                value: <TextLink href={paths.address(address)}>{email}</TextLink>,
              },
            ]}
          />
        </Card>
        <Card
          title={t("history")}
          description={t("historyHint")}
          actions={
            events.length > 0 &&
            can(ctx, "history:export") && (
              <TableExport
                name={t("history")}
                hrefOf={(encoding) => eventsHref(id, address, encoding)}
              />
            )
          }
          isFlush
        >
          {events.length > 0 ? (
            <EventTable events={events} />
          ) : (
            <EmptyState isCompact title={t("nothing")} />
          )}
        </Card>
      </div>
    </>
  );
}
