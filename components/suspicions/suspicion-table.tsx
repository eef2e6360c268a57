import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import type { Suspicion } from "@/lib/suspicions/queries";

const tones: Record<Suspicion["kind"], Tone> = {
  bad_origin: "danger",
  forged_webhook: "danger",
  oversized_body: "warning",
  path_probe: "warning",
  tampered_token: "danger",
  throttled: "warning",
  unknown_id: "neutral",
};

export function SuspicionTable({ suspicions }: { suspicions: Suspicion[] }) {
  const t = useTranslations("operatorSuspicions");
  return (
    <Table
      caption={t("caption")}
      rows={suspicions}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<ShieldCheck />} title={t("empty")} isCompact />}
      columns={[
        {
          id: "lastAt",
          header: t("lastAt"),
          width: "10rem",
          render: ({ lastAt }) => <DateTime value={lastAt} />,
        },
        {
          id: "network",
          header: t("network"),
          width: "12rem",
          isRowHeader: true,
          render: ({ network }) => <code className="break-all">{network}</code>,
        },
        {
          id: "kind",
          header: t("kind"),
          width: "14rem",
          render: ({ kind }) => <StatusBadge tone={tones[kind]}>{t(`kinds.${kind}`)}</StatusBadge>,
        },
        {
          id: "count",
          header: t("count"),
          align: "end",
          width: "5rem",
          render: ({ count }) => count,
        },
        {
          id: "request",
          header: t("request"),
          hideBelow: "md",
          render: (row) => <LatestRequest {...row} />,
        },
        {
          id: "surface",
          header: t("surface"),
          width: "8rem",
          hideBelow: "lg",
          render: ({ surface }) => t(surface === "operator" ? "surfaces.operator" : "surfaces.web"),
        },
      ]}
    />
  );
}

function LatestRequest({ method, path, detail, userAgent }: Suspicion) {
  return (
    <div className="flex flex-col gap-0.5 text-xs">
      <code className="break-all">{[method, path].filter(Boolean).join(" ")}</code>
      <span className="line-clamp-1 break-all text-muted" title={userAgent ?? undefined}>
        {[detail, userAgent].filter(Boolean).join(" · ")}
      </span>
    </div>
  );
}
