import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Tone } from "@/components/ui/tone";
import type { AddressDelivery } from "@/lib/addresses/queries";
import { paths } from "@/lib/paths";

const tones: Partial<Record<AddressDelivery["state"], Tone>> = {
  delivered: "success",
  accepted: "info",
  bounced: "danger",
  failed: "danger",
  unknown: "warning",
};

export function AddressDeliveries({ deliveries }: { deliveries: AddressDelivery[] }) {
  const t = useTranslations("addresses");
  const columns: Column<AddressDelivery>[] = [
    {
      id: "name",
      header: t("deliveryName"),
      isRowHeader: true,
      render: ({ deliveryId, deliveryName }) => (
        <TextLink href={paths.delivery(deliveryId)}>{deliveryName}</TextLink>
      ),
    },
    {
      id: "state",
      header: t("deliveryState"),
      render: ({ state }) => (
        <StatusBadge tone={tones[state] ?? "neutral"}>{t(`recipientStates.${state}`)}</StatusBadge>
      ),
    },
    { id: "at", header: t("deliveryAt"), render: ({ at }) => <DateTime value={at} /> },
  ];
  return (
    <Card title={t("deliveries")} isFlush>
      <Table
        caption={t("deliveriesCaption")}
        columns={columns}
        rows={deliveries}
        getRowId={({ deliveryId }) => deliveryId}
        empty={<EmptyState isCompact title={t("noDeliveries")} />}
      />
    </Card>
  );
}
