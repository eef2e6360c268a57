import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { MissedAlert, ReturnedAlert } from "@/components/approvals/approval-status";
import { DraftMenu } from "@/components/deliveries/draft-menu";
import { DraftEditor } from "@/components/deliveries/editor/draft-editor";
import { PageHeader } from "@/components/ui/page-header";
import { getApprovalRule } from "@/lib/approval-settings/queries";
import { listApprovals } from "@/lib/approvals/queries";
import { isOpen } from "@/lib/approvals/rules";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { checkDraft, listAttributeKeys } from "@/lib/composing/queries";
import { getDelivery } from "@/lib/deliveries/queries";
import { listGroups } from "@/lib/groups/queries";
import { paths } from "@/lib/paths";
import { findPreviewAddresses, previewDraft } from "@/lib/previews/queries";
import { listSenders } from "@/lib/senders/queries";
import { getSendingSettings } from "@/lib/sending-settings/queries";
import { listTags } from "@/lib/tags/queries";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("editor.title") };
}

export default async function EditDeliveryPage({ params }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const { id } = await params;
  const delivery = await orNotFound(getDelivery(ctx, id));
  if (delivery.state !== "draft" || !can(ctx, "deliveries:write")) redirect(paths.delivery(id));
  const [newest] = await listApprovals(ctx, id);
  if (newest && isOpen(newest.state)) redirect(paths.deliveryApproval(id));
  const { name, senderId, subject, html, text, audience } = delivery;
  const content = { senderId, subject, html, text, audience };
  const { tracks, hasWebVersion, isCanary, utmCampaign } = delivery;
  const [check, preview, firstAddresses, choices, settings, rule, t] = await Promise.all([
    checkDraft(ctx, content),
    previewDraft(ctx, { ...content, addressId: null }),
    findPreviewAddresses(ctx, { term: "", audience }),
    editorChoices(ctx),
    getSendingSettings(ctx),
    getApprovalRule(ctx),
    getTranslations("deliveries"),
  ]);
  return (
    <>
      <PageHeader
        title={t("editor.title")}
        breadcrumbs={[{ href: paths.deliveries, label: t("title") }, { label: name }]}
        actions={<DraftMenu id={id} name={name} />}
      />
      <div className="mb-5 flex flex-col gap-3 empty:hidden">
        <MissedAlert failure={delivery.failure} />
        {newest && <ReturnedAlert approval={newest} />}
      </div>
      <DraftEditor
        id={id}
        draft={{ name, ...content }}
        version={delivery.version}
        check={check}
        preview={preview}
        firstAddresses={firstAddresses}
        choices={choices}
        options={{ tracks, hasWebVersion, isCanary, utmCampaign }}
        isTrackingAllowed={settings.tracks}
        approvalFrom={rule.approvalFrom}
        rights={{
          canSend: can(ctx, "deliveries:send"),
          canReadAddresses: can(ctx, "addresses:read"),
          canWriteSenders: can(ctx, "senders:write"),
          canWriteSettings: can(ctx, "settings:write"),
        }}
        userEmail={ctx.actor.email ?? ""}
      />
    </>
  );
}

async function editorChoices(ctx: TenantContext) {
  const [senders, groups, tags, attributeKeys] = await Promise.all([
    listSenders(ctx),
    can(ctx, "groups:read") ? listGroups(ctx) : [],
    can(ctx, "tags:read") ? listTags(ctx) : [],
    listAttributeKeys(ctx),
  ]);
  return {
    senders: senders.map(({ id, name, email }) => ({ id, name, email })),
    groups: groups.map(({ id, name }) => ({ id, name })),
    tags: tags.map(({ id, name, color }) => ({ id, name, color })),
    attributeKeys,
  };
}
