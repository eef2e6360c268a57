import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AcceptanceTable } from "@/components/account/acceptance-table";
import { ChangePasswordForm } from "@/components/account/change-password-form";
import { OwnNameForm } from "@/components/account/own-name-form";
import { OwnSessions } from "@/components/account/own-sessions";
import { EmailChangeForm } from "@/components/email-changes/email-change-form";
import { OpenChange } from "@/components/email-changes/open-change";
import { LanguageSwitch } from "@/components/frame/language-switch";
import { ResponsibilityNote } from "@/components/frame/responsibility-note";
import { OwnOffer } from "@/components/mastership/own-offer";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { roleNames } from "@/db/values";
import {
  changePasswordAction,
  revokeOtherSessionsAction,
  revokeOwnSessionAction,
} from "@/lib/account/actions";
import { listOwnSessions } from "@/lib/account/queries";
import type { TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { getOwnEmailChange } from "@/lib/email-changes/queries";
import { findOwnOffer } from "@/lib/mastership/queries";
import { paths } from "@/lib/paths";
import { listOwnAcceptances } from "@/lib/terms/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

export default async function AccountPage() {
  const ctx = await requireTenant();
  const t = await getTranslations("account");
  const factors = await getTranslations("factors");
  const offer = await findOwnOffer(ctx);
  const email = ctx.actor.email ?? "";
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex max-w-4xl flex-col gap-5">
        {offer && <OwnOffer offer={offer} isGiver={offer.fromUserId === ctx.actor.id} />}
        <Card title={t("profile")}>
          <div className="flex flex-col gap-5">
            <OwnFacts ctx={ctx} />
            <OwnNameForm name={ctx.actor.name} />
          </div>
        </Card>
        <OwnEmail ctx={ctx} />
        <Card title={t("password.title")} description={t("password.description")}>
          <ChangePasswordForm email={email} action={changePasswordAction} />
        </Card>
        <Card title={factors("linkTitle")} description={factors("linkDescription")}>
          <TextLink href={paths.accountSecurity}>{factors("link")}</TextLink>
        </Card>
        <OwnDevices ctx={ctx} />
        <Agreements ctx={ctx} />
        <Card title={t("language.title")} description={t("language.description")}>
          <LanguageSwitch />
        </Card>
        <ResponsibilityNote />
      </div>
    </>
  );
}

async function Agreements({ ctx }: { ctx: TenantContext }) {
  const [acceptances, t] = await Promise.all([
    listOwnAcceptances(ctx),
    getTranslations("account.agreements"),
  ]);
  return (
    <Card title={t("title")} description={t("description")} isFlush>
      <AcceptanceTable acceptances={acceptances} />
    </Card>
  );
}

async function OwnFacts({ ctx }: { ctx: TenantContext }) {
  const [t, roles] = await Promise.all([
    getTranslations("account"),
    getTranslations("permissions.roles"),
  ]);
  const role = roleNames.find((name) => name === ctx.actor.role);
  return (
    <DescriptionList
      columns={2}
      items={[
        { term: t("email"), value: ctx.actor.email ?? "" },
        { term: t("role"), value: ctx.actor.roleName ?? (role ? roles(`${role}.name`) : "") },
      ]}
    />
  );
}

async function OwnEmail({ ctx }: { ctx: TenantContext }) {
  const [{ isManaged, open }, t] = await Promise.all([
    getOwnEmailChange(ctx),
    getTranslations("accountEmail"),
  ]);
  return (
    <Card title={t("title")} description={t("description")}>
      {isManaged ? (
        <p className="text-muted">{t("managed")}</p>
      ) : open ? (
        <OpenChange change={open} />
      ) : (
        <EmailChangeForm />
      )}
    </Card>
  );
}

async function OwnDevices({ ctx }: { ctx: TenantContext }) {
  const [sessions, t] = await Promise.all([
    listOwnSessions(ctx),
    getTranslations("account.sessions"),
  ]);
  return (
    <OwnSessions
      sessions={sessions}
      currentId={ctx.sessionId}
      revoke={revokeOwnSessionAction}
      revokeOthers={revokeOtherSessionsAction}
    >
      <p className="border-line border-t p-4">
        <TextLink href={paths.signIns}>{t("history")}</TextLink>
      </p>
    </OwnSessions>
  );
}
