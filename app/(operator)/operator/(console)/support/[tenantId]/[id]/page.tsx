import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AnswerForm, CloseAnswered } from "@/components/support/answer-form";
import { SupportStateBadge } from "@/components/support/support-table";
import { Thread } from "@/components/support/thread";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { type DeskRequest, getAnySupportRequest } from "@/lib/support-desk/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorSupport");
  return { title: t("title") };
}

type Props = { params: Promise<{ tenantId: string; id: string }> };

export default async function OperatorSupportRequestPage({ params }: Props) {
  const operator = await requireOperator();
  const request = await orNotFound(getAnySupportRequest(operator, await params));
  const t = await getTranslations("operatorSupport");
  const { tenantId, id } = request;
  const isClosed = request.state === "closed";
  return (
    <>
      <PageHeader
        title={request.subject}
        breadcrumbs={[{ href: paths.operatorSupport, label: t("title") }]}
        actions={!isClosed && <CloseAnswered tenantId={tenantId} id={id} />}
      />
      <div className="flex flex-col gap-5">
        <Card>
          <DescriptionList columns={2} items={await factsOf(request)} />
        </Card>
        <Card title={(await getTranslations("support"))("thread")}>
          <Thread
            entries={request.entries}
            fileHref={(fileId) => paths.operatorSupportFile(tenantId, fileId)}
          />
        </Card>
        {!isClosed && (
          <Card title={t("answer")}>
            <AnswerForm tenantId={tenantId} id={id} />
          </Card>
        )}
      </div>
    </>
  );
}

async function factsOf(request: DeskRequest) {
  const t = await getTranslations("operatorSupport");
  const s = await getTranslations("support");
  const { tenantId, tenantName, chatworkId, chatworkName, person } = request;
  return [
    {
      term: t("tenant"),
      value: <TextLink href={paths.operatorTenant(tenantId)}>{tenantName}</TextLink>,
    },
    { term: t("accountId"), value: request.accountId },
    { term: s("state"), value: <SupportStateBadge state={request.state} /> },
    { term: s("category"), value: s(`categories.${request.category}`) },
    { term: s("askedBy"), value: request.askedByName },
    { term: s("createdAt"), value: <DateTime value={request.createdAt} /> },
    {
      term: t("chatwork"),
      value: chatworkId
        ? t("chatworkAccount", { id: chatworkId, name: chatworkName ?? "", person: person ?? "" })
        : t("noChatwork"),
    },
  ];
}
