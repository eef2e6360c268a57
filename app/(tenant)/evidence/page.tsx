import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PackContents } from "@/components/evidence/pack-contents";
import { PackTable } from "@/components/evidence/pack-table";
import { RequestPack } from "@/components/evidence/request-pack";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { listPacks } from "@/lib/evidence/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("evidence");
  return { title: t("title") };
}

export default async function EvidencePage() {
  const ctx = await requireTenant();
  await allow(ctx, "utilities:use");
  const [packs, t, audit] = await Promise.all([
    listPacks(ctx),
    getTranslations("evidence"),
    getTranslations("audit"),
  ]);
  const isRunning = packs.some(({ state }) => state === "queued" || state === "running");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<RequestPack isRunning={isRunning} />}
        breadcrumbs={[{ href: paths.audit, label: audit("title") }, { label: t("title") }]}
      />
      <AutoRefresh isActive={isRunning} />
      <div className="flex flex-col gap-5">
        <Card isFlush>
          <PackTable packs={packs} />
        </Card>
        <PackContents />
      </div>
    </>
  );
}
