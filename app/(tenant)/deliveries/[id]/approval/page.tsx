import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { ApprovalActions } from "@/components/approvals/approval-actions";
import { ApprovalFacts } from "@/components/approvals/approval-facts";
import { ApprovalGate } from "@/components/approvals/approval-gate";
import { ApprovalHistory } from "@/components/approvals/approval-history";
import { ApprovalStatus, MissedAlert, ReturnedAlert } from "@/components/approvals/approval-status";
import { DeliveryOptionFacts } from "@/components/approvals/delivery-option-facts";
import { AudienceLabel } from "@/components/deliveries/audience-label";
import { AudienceCount } from "@/components/deliveries/editor/audience-count";
import { MailView } from "@/components/deliveries/mail-view";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { getApprovalRule } from "@/lib/approval-settings/queries";
import { checkForApproval, listApprovals } from "@/lib/approvals/queries";
import { standingOf } from "@/lib/approvals/rules";
import { readDeciders } from "@/lib/approvers/queries";
import { covers } from "@/lib/approvers/rules";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import type { DraftCheck } from "@/lib/composing/queries";
import { type DeliveryDetail, getDelivery } from "@/lib/deliveries/queries";
import { paths } from "@/lib/paths";
import { type Preview, previewDraft } from "@/lib/previews/queries";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("approvals.page");
  return { title: t("title") };
}

export default async function ApprovalPage({ params }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const { id } = await params;
  const delivery = await orNotFound(getDelivery(ctx, id));
  const [approvals, { approvalFrom }, t, deliveries] = await Promise.all([
    listApprovals(ctx, id),
    getApprovalRule(ctx),
    getTranslations("approvals.page"),
    getTranslations("deliveries"),
  ]);
  const isDraft = delivery.state === "draft";
  const [newest] = approvals;
  const deciding = newest && (await readDeciders(ctx, delivery, newest));
  const caller = { callerId: ctx.actor.id, now: new Date() };
  const standing = isDraft && newest && deciding ? standingOf(newest, deciding, caller) : null;
  const review = isDraft ? await readReview(ctx, delivery) : null;
  return (
    <>
      <PageHeader
        title={delivery.name}
        description={t("title")}
        breadcrumbs={[
          { href: paths.deliveries, label: deliveries("title") },
          { href: paths.delivery(id), label: delivery.name },
          { label: t("title") },
        ]}
        actions={
          <>
            {isDraft && newest && (
              <ApprovalActions
                approval={newest}
                standing={standing}
                recipients={review?.check.audience.recipients ?? 0}
                rights={rightsOf(ctx, delivery)}
              />
            )}
            <WayOut
              delivery={delivery}
              isOpen={standing !== null}
              canWrite={can(ctx, "deliveries:write")}
            />
          </>
        }
      />
      <div className="flex flex-col gap-5">
        {isDraft && <MissedAlert failure={delivery.failure} />}
        {isDraft && newest && <ReturnedAlert approval={newest} />}
        {standing && (
          <ApprovalStatus
            standing={standing}
            names={deciding?.people.map(({ name }) => name) ?? []}
            isNeeded={approvalFrom !== null}
          />
        )}
        {newest && (
          <Card title={t("request")}>
            <ApprovalFacts approval={newest} />
          </Card>
        )}
        {review && <Review ctx={ctx} delivery={delivery} review={review} />}
        <Card title={t("history")} isFlush>
          <ApprovalHistory approvals={approvals} />
        </Card>
      </div>
    </>
  );
}

/** Whoever is limited to tags acts only on what was made within the same limit. */
function rightsOf(ctx: TenantContext, { tagScope }: DeliveryDetail) {
  const isInScope = covers(ctx.tagScope ?? null, tagScope);
  return {
    canApprove: isInScope && can(ctx, "deliveries:approve"),
    canSend: isInScope && can(ctx, "deliveries:send"),
    canWrite: isInScope && can(ctx, "deliveries:write"),
  };
}

type Reviewed = { check: DraftCheck; preview: Preview };

async function readReview(ctx: TenantContext, delivery: DeliveryDetail): Promise<Reviewed> {
  const { senderId, subject, html, text, audience } = delivery;
  const [check, preview] = await Promise.all([
    checkForApproval(ctx, delivery),
    previewDraft(ctx, { senderId, subject, html, text, audience, addressId: null }),
  ]);
  return { check, preview };
}

type WayOutProps = { delivery: DeliveryDetail; isOpen: boolean; canWrite: boolean };

function WayOut({ delivery: { id, state }, isOpen, canWrite }: WayOutProps) {
  const t = useTranslations("approvals.page");
  if (state !== "draft")
    return <LinkButton href={paths.delivery(id)}>{t("toDelivery")}</LinkButton>;
  return !isOpen && canWrite ? (
    <LinkButton href={paths.deliveryEdit(id)}>{t("toDraft")}</LinkButton>
  ) : null;
}

type ReviewProps = { ctx: TenantContext; delivery: DeliveryDetail; review: Reviewed };

/** What would leave if it were approved now, as its author saw it. */
function Review({ ctx, delivery, review: { check, preview } }: ReviewProps) {
  const t = useTranslations("approvals.page");
  const { message } = preview;
  const rights = {
    canSend: can(ctx, "deliveries:send"),
    canReadAddresses: can(ctx, "addresses:read"),
    canWriteSenders: can(ctx, "senders:write"),
    canWriteSettings: can(ctx, "settings:write"),
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card title={t("content")}>
        <MailView message={message} />
      </Card>
      <aside aria-label={t("audience")} className="flex min-w-0 flex-col gap-4">
        <Card title={t("audience")}>
          <div className="flex flex-col gap-3">
            <AudienceLabel audience={delivery.audienceNames} />
            <AudienceCount
              check={check}
              isPending={false}
              audience={delivery.audience}
              canReadAddresses={rights.canReadAddresses}
            />
            <p className="text-muted text-xs">{t("audienceHint")}</p>
          </div>
        </Card>
        <ApprovalGate check={check} senderId={delivery.senderId} rights={rights} />
        <Card title={t("facts")}>
          <DeliveryOptionFacts options={delivery} />
        </Card>
      </aside>
    </div>
  );
}
