import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReplyForm } from "@/components/support/reply-form";
import { RequestActs } from "@/components/support/request-acts";
import { SupportStateBadge } from "@/components/support/support-table";
import { Thread } from "@/components/support/thread";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { allow, orNotFound } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { getSupportRequest } from "@/lib/support/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("support");
  return { title: t("title") };
}

export default async function SupportRequestPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "support:use");
  const request = await orNotFound(getSupportRequest(ctx, (await params).id));
  const t = await getTranslations("support");
  const isClosed = request.state === "closed";
  return (
    <>
      <PageHeader
        title={request.subject}
        breadcrumbs={[{ href: paths.support, label: t("title") }]}
        actions={<RequestActs id={request.id} isClosed={isClosed} />}
      />
      <div className="flex flex-col gap-5">
        <Card>
          <DescriptionList
            columns={2}
            items={[
              { term: t("state"), value: <SupportStateBadge state={request.state} /> },
              { term: t("category"), value: t(`categories.${request.category}`) },
              { term: t("askedBy"), value: request.askedByName },
              { term: t("createdAt"), value: <DateTime value={request.createdAt} /> },
            ]}
          />
        </Card>
        <Card title={t("thread")}>
          <Thread entries={request.entries} fileHref={paths.supportFile} />
        </Card>
        <Card title={t("reply")}>
          {isClosed ? (
            <p className="text-muted">{t("closedHint")}</p>
          ) : (
            <ReplyForm id={request.id} />
          )}
        </Card>
      </div>
    </>
  );
}
