import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { SessionTable } from "@/components/users/session-table";
import type { SessionSummary } from "@/lib/users/queries";

type Props = {
  sessions: SessionSummary[];
  currentId: string | null;
  revoke: (input: { sessionId: string }) => Promise<unknown>;
  revokeOthers: (input: Record<string, never>) => Promise<unknown>;
  children?: ReactNode;
};

/** One's own devices, to be signed out one by one or all but the one in use. */
export function OwnSessions({ sessions, currentId, revoke, revokeOthers, children }: Props) {
  const t = useTranslations("account.sessions");
  const revocable = sessions.map((session) => ({
    ...session,
    revoke: revoke.bind(null, { sessionId: session.id }),
  }));
  const hasOthers = sessions.some(({ id }) => id !== currentId);
  const endOthers = hasOthers && (
    <ConfirmDialog
      trigger={<Button size="sm">{t("revokeOthers")}</Button>}
      title={t("revokeOthersTitle")}
      confirmLabel={t("revokeOthers")}
      action={revokeOthers.bind(null, {})}
    >
      {t("revokeOthersBody")}
    </ConfirmDialog>
  );
  return (
    <Card title={t("title")} description={t("description")} isFlush actions={endOthers}>
      <SessionTable sessions={revocable} currentId={currentId} />
      {children}
    </Card>
  );
}
