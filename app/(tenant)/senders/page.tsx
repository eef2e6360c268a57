import { SquareUser } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CreateSender } from "@/components/senders/create-sender";
import { SenderTable } from "@/components/senders/sender-table";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { listSendersWithUse } from "@/lib/senders/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("senders");
  return { title: t("title") };
}

export default async function SendersPage() {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const senders = await listSendersWithUse(ctx);
  const t = await getTranslations("senders");
  const canWrite = can(ctx, "senders:write");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={canWrite && senders.length > 0 ? <CreateSender /> : undefined}
      />
      <div className="flex flex-col gap-4">
        <Alert tone="info" title={t("domainTitle")}>
          {t("domainNote")}
        </Alert>
        <Card isFlush>
          {senders.length > 0 ? (
            <SenderTable senders={senders} canWrite={canWrite} />
          ) : (
            <EmptyState
              icon={<SquareUser />}
              title={t("emptyTitle")}
              description={canWrite ? t("emptyDescription") : t("emptyReadOnly")}
              action={canWrite ? <CreateSender /> : undefined}
            />
          )}
        </Card>
      </div>
    </>
  );
}
