import { getTranslations } from "next-intl/server";
import { IntakeAlert } from "@/components/signup-forms/intake-alert";
import { MailCard } from "@/components/signup-forms/mail-card";
import { PublishCard } from "@/components/signup-forms/publish-card";
import { SignupFormEditor } from "@/components/signup-forms/signup-form-editor";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";
import { listTagChoices } from "@/lib/preferences/queries";
import { getSignupForm } from "@/lib/signup-forms/queries";
import { readSignupMailAddress } from "@/lib/signup-mails/queries";
import { readIntake } from "@/lib/signup-requests/queries";
import { listTags } from "@/lib/tags/queries";
import { getTenant } from "@/lib/tenants/queries";

export async function generateMetadata() {
  const t = await getTranslations("signupForms");
  return { title: t("title") };
}

export default async function SignupFormPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:read");
  const form = await orNotFound(getSignupForm(ctx, (await params).id));
  const canEdit = can(ctx, "addresses:write") && can(ctx, "tags:read") && !ctx.tagScope;
  const [intake, mail, tags, choices, attributes, tenant] = await Promise.all([
    readIntake(ctx),
    readSignupMailAddress(ctx, form.id),
    canEdit ? listTags(ctx) : [],
    canEdit ? listTagChoices(ctx) : [],
    canEdit ? listAttributes(ctx, "address") : [],
    getTenant(ctx),
  ]);
  const t = await getTranslations("signupForms");
  const publish = (
    <div className="flex flex-col gap-4">
      <PublishCard form={form} origin={absoluteUrl(paths.home)} />
      {mail.isOffered && <MailCard formId={form.id} address={mail.address} canEdit={canEdit} />}
    </div>
  );
  return (
    <>
      <PageHeader
        title={form.name}
        breadcrumbs={[{ href: paths.signupForms, label: t("title") }, { label: form.name }]}
      />
      <IntakeAlert intake={intake} hasBilling={can(ctx, "billing:read")} />
      {canEdit ? (
        <div className="grid items-start gap-4 xl:grid-cols-[2fr_1fr]">
          <Card>
            <SignupFormEditor
              key={form.id}
              form={form}
              tags={tags}
              choices={choices}
              attributes={attributes}
              senderName={tenant.legalName || tenant.name}
              canCreateTags={can(ctx, "tags:write")}
            />
          </Card>
          {publish}
        </div>
      ) : (
        <div className="max-w-2xl">{publish}</div>
      )}
    </>
  );
}
