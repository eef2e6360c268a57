import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { IntakeAlert } from "@/components/signup-forms/intake-alert";
import { SignupFormList } from "@/components/signup-forms/signup-form-list";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { listSignupForms } from "@/lib/signup-forms/queries";
import { readIntake } from "@/lib/signup-requests/queries";

export async function generateMetadata() {
  const t = await getTranslations("signupForms");
  return { title: t("title") };
}

export default async function SignupFormsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:read");
  const [forms, intake] = await Promise.all([listSignupForms(ctx), readIntake(ctx)]);
  const t = await getTranslations("signupForms");
  const canWrite = can(ctx, "addresses:write") && !ctx.tagScope;
  const newForm = canWrite && (
    <LinkButton href={paths.newSignupForm} variant="primary" icon={<Plus />}>
      {t("new")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={forms.length > 0 && newForm}
      />
      <IntakeAlert intake={intake} hasBilling={can(ctx, "billing:read")} />
      <Card isFlush>
        <SignupFormList forms={forms} intake={intake} canWrite={canWrite} newForm={newForm} />
      </Card>
    </>
  );
}
