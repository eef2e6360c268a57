import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import { describeDevice } from "@/lib/account/rules";
import type { SessionSummary } from "@/lib/users/queries";

type Session = SessionSummary & { revoke: () => Promise<unknown> };
type Props = { sessions: Session[]; currentId: string | null };

/** Devices with a live session; the one in use is marked and cannot be ended here. */
export function SessionTable({ sessions, currentId }: Props) {
  const t = useTranslations("users.sessions");
  const deviceOf = (session: Session) => describeDevice(session.userAgent) ?? t("unknownDevice");
  return (
    <Table
      caption={t("caption")}
      rows={sessions}
      getRowId={(session) => session.id}
      empty={<p className="p-4 text-muted">{t("none")}</p>}
      columns={[
        {
          id: "device",
          header: t("device"),
          isRowHeader: true,
          render: (session) => (
            <span className="inline-flex flex-wrap items-center gap-2">
              {deviceOf(session)}
              {session.id === currentId && <Badge tone="accent">{t("current")}</Badge>}
            </span>
          ),
        },
        { id: "ip", header: t("ip"), render: (session) => session.ip ?? "" },
        {
          id: "startedAt",
          header: t("startedAt"),
          hideBelow: "md",
          render: (session) => <DateTime value={session.createdAt} />,
        },
        {
          id: "lastSeenAt",
          header: t("lastSeenAt"),
          render: (session) => <DateTime value={session.lastSeenAt} />,
        },
        {
          id: "revoke",
          header: t("revoke"),
          isHeaderHidden: true,
          align: "end",
          render: (session) =>
            session.id === currentId ? null : (
              <ConfirmDialog
                trigger={<Button size="sm">{t("revoke")}</Button>}
                title={t("revokeTitle")}
                confirmLabel={t("revoke")}
                action={session.revoke}
                successMessage={t("revoked")}
              >
                {t("revokeBody", { device: deviceOf(session) })}
              </ConfirmDialog>
            ),
        },
      ]}
    />
  );
}
