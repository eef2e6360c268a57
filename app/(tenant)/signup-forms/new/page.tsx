import { getTranslations } from "next-intl/server";
import { SignupFormEditor } from "@/components/signup-forms/signup-form-editor";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { listTagChoices } from "@/lib/preferences/queries";
import { listTags } from "@/lib/tags/queries";
import { getTenant } from "@/lib/tenants/queries";

export async function generateMetadata() {
  const t = await getTranslations("signupForms");
  return { title: t("newTitle") };
}

export default async function NewSignupFormPage() {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:write");
  await allow(ctx, "tags:read");
  await allow(ctx, "addresses:read");
  const [tags, choices, attributes, tenant] = await Promise.all([
    listTags(ctx),
    listTagChoices(ctx),
    listAttributes(ctx, "address"),
    getTenant(ctx),
  ]);
  const t = await getTranslations("signupForms");
  return (
    <>
      <PageHeader
        title={t("newTitle")}
        breadcrumbs={[{ href: paths.signupForms, label: t("title") }, { label: t("newTitle") }]}
      />
      <Card className="max-w-4xl">
        <SignupFormEditor
          tags={tags}
          choices={choices}
          attributes={attributes}
          senderName={tenant.legalName || tenant.name}
          canCreateTags={can(ctx, "tags:write")}
        />
      </Card>
    </>
  );
}
