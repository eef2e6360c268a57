import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangePasswordForm } from "@/components/account/change-password-form";
import { OwnSessions } from "@/components/account/own-sessions";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { requireOperator } from "@/lib/auth/require";
import {
  changeOperatorPasswordAction,
  revokeOtherOperatorSessionsAction,
  revokeOwnOperatorSessionAction,
} from "@/lib/operator-account/actions";
import { listOwnOperatorSessions } from "@/lib/operator-account/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

export default async function OperatorAccountPage() {
  const ctx = await requireOperator();
  const [sessions, t, own] = await Promise.all([
    listOwnOperatorSessions(ctx),
    getTranslations("account"),
    getTranslations("operatorAccount"),
  ]);
  const { name, email } = ctx.operator;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex max-w-4xl flex-col gap-5">
        <Card title={t("profile")}>
          <DescriptionList
            columns={2}
            items={[
              { term: t("name"), value: name },
              { term: t("email"), value: email },
            ]}
          />
        </Card>
        <Card title={t("password.title")} description={own("passwordDescription")}>
          <ChangePasswordForm email={email} action={changeOperatorPasswordAction} />
        </Card>
        <OwnSessions
          sessions={sessions}
          currentId={ctx.sessionId}
          revoke={revokeOwnOperatorSessionAction}
          revokeOthers={revokeOtherOperatorSessionsAction}
        />
      </div>
    </>
  );
}
