import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AddPasskey } from "@/components/factors/add-passkey";
import { OwnTotp } from "@/components/factors/own-totp";
import { PasskeyTable } from "@/components/factors/passkey-table";
import { RegenerateCodes } from "@/components/factors/regenerate-codes";
import { RemoveTotp } from "@/components/factors/remove-totp";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import type { TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { getOwnFactors } from "@/lib/factors/queries";
import { formatDateTime } from "@/lib/format";
import { listOwnPasskeys } from "@/lib/passkeys/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("factors");
  return { title: t("title") };
}

export default async function SecurityPage() {
  const ctx = await requireTenant();
  const [t, account, passkeys] = await Promise.all([
    getTranslations("factors"),
    getTranslations("account"),
    listOwnPasskeys(ctx),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.account, label: account("title") }, { label: t("title") }]}
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <AppAndCodes ctx={ctx} hasPasskey={passkeys.length > 0} />
        <Card title={t("passkeys.title")} description={t("passkeys.description")} isFlush>
          <PasskeyTable passkeys={passkeys} />
          <div className="border-line border-t p-4">
            <AddPasskey />
          </div>
        </Card>
      </div>
    </>
  );
}

async function AppAndCodes({ ctx, hasPasskey }: { ctx: TenantContext; hasPasskey: boolean }) {
  const [{ totpSince, codesLeft }, t] = await Promise.all([
    getOwnFactors(ctx),
    getTranslations("factors"),
  ]);
  const state = totpSince ? (
    <Badge tone="success">{t("on")}</Badge>
  ) : (
    <Badge tone="neutral">{t("off")}</Badge>
  );
  return (
    <>
      <Card title={t("totp.title")} description={t("totp.description")} actions={state}>
        {totpSince ? (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p>{t("totp.since", { at: formatDateTime(totpSince) })}</p>
            <RemoveTotp />
          </div>
        ) : (
          <OwnTotp />
        )}
      </Card>
      <Card title={t("recovery.title")} description={t("recovery.description")}>
        {totpSince || hasPasskey ? (
          <div className="flex flex-col gap-3">
            <p>{t("recovery.left", { count: codesLeft })}</p>
            <div>
              <RegenerateCodes />
            </div>
          </div>
        ) : (
          <p className="text-muted">{t("recovery.none")}</p>
        )}
      </Card>
    </>
  );
}
