import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ProbeHistory } from "@/components/isolation/probe-history";
import { ProbeResult } from "@/components/isolation/probe-result";
import { RunProbe } from "@/components/isolation/run-probe";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { allow, orNotFound } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { getIsolationProbe, listIsolationProbes } from "@/lib/isolation/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("isolation");
  return { title: t("title") };
}

export default async function IsolationPage({ searchParams }: Search) {
  const ctx = await requireTenant();
  await allow(ctx, "audit:read");
  const query = await readPageQuery(searchParams);
  const { probes, after } = await listIsolationProbes(ctx, { after: query.after });
  const shownId = query.probe ?? probes[0]?.id;
  const [shown, t] = await Promise.all([
    shownId ? orNotFound(getIsolationProbe(ctx, shownId)) : null,
    getTranslations("isolation"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<RunProbe />}
        breadcrumbs={[
          { href: paths.settings, label: (await getTranslations("settings"))("title") },
          { label: t("title") },
        ]}
      />
      {shown ? (
        <div className="flex flex-col gap-5">
          <ProbeResult probe={shown} />
          <Card title={t("history")} isFlush>
            <ProbeHistory probes={probes} />
            <Pagination nextHref={after && `${paths.isolation}?after=${after}`} />
          </Card>
        </div>
      ) : (
        <Card>
          <EmptyState title={t("neverTitle")} description={t("neverText")} />
        </Card>
      )}
    </>
  );
}
