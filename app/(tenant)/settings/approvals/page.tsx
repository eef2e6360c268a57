import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ApprovalRuleForm } from "@/components/approval-settings/approval-rule-form";
import { ApproverList } from "@/components/approval-settings/approver-list";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { countScheduledUnapproved, getApprovalRule } from "@/lib/approval-settings/queries";
import { listApprovers } from "@/lib/approvers/queries";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("approvals.settings");
  return { title: t("title") };
}

export default async function ApprovalSettingsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "settings:write");
  const [{ approvalFrom }, scheduled, approvers, t, settings] = await Promise.all([
    getApprovalRule(ctx),
    countScheduledUnapproved(ctx),
    listApprovers(ctx, null),
    getTranslations("approvals.settings"),
    getTranslations("settings"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }, { label: t("title") }]}
      />
      <div className="flex max-w-2xl flex-col gap-5">
        <Card>
          <ApprovalRuleForm approvalFrom={approvalFrom} scheduled={scheduled} />
        </Card>
        <Card title={t("approvers")} description={t("approversHint")}>
          <ApproverList approvers={approvers} />
        </Card>
      </div>
    </>
  );
}
