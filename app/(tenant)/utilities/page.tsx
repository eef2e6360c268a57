import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { RunTable } from "@/components/utilities/run-table";
import { UndoableImports } from "@/components/utilities/undoable-imports";
import { UtilityForm } from "@/components/utilities/utility-form";
import { utilityKinds } from "@/db/values";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { listGroups } from "@/lib/groups/queries";
import { listUndoableImports } from "@/lib/import-undos/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";
import { listUtilityRuns } from "@/lib/utilities/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("utilities");
  return { title: t("title") };
}

type PageProps = { searchParams: PageSearch };

export default async function UtilitiesPage({ searchParams }: PageProps) {
  const ctx = await requireTenant();
  await allow(ctx, "utilities:use");
  const { tool } = await readPageQuery(searchParams);
  const kind = utilityKinds.find((name) => name === tool) ?? "retag";
  const [runs, imports, tags, groups, attributes, t] = await Promise.all([
    listUtilityRuns(ctx),
    listUndoableImports(ctx),
    listTags(ctx),
    listGroups(ctx),
    listAttributes(ctx, "address"),
    getTranslations("utilities"),
  ]);
  const isRunning = runs.some(({ state }) => ["queued", "running", "undoing"].includes(state));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <AutoRefresh isActive={isRunning} />
      <Tabs
        label={t("toolsLabel")}
        items={utilityKinds.map((name) => ({
          href: paths.utility(name),
          label: t(`tools.${name}.title`),
          isCurrent: name === kind,
        }))}
      />
      <div className="flex flex-col gap-5">
        <UtilityForm
          key={kind}
          kind={kind}
          isRunning={isRunning}
          tags={tags}
          groups={groups.map(({ id, name }) => ({ id, name }))}
          attributes={attributes.map(({ key, type }) => ({ key, type }))}
        />
        <Card title={t("runs")} isFlush>
          <RunTable runs={runs} />
        </Card>
        <Card title={t("imports.title")} isFlush>
          <UndoableImports imports={imports} />
        </Card>
      </div>
    </>
  );
}
