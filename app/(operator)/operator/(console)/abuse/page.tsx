import { Settings2 } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FindingTable } from "@/components/abuse/finding-table";
import { BrakesInForce } from "@/components/brakes/brakes-in-force";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Tabs } from "@/components/ui/tabs";
import { listFindings } from "@/lib/abuse/queries";
import { findingFilterSchema } from "@/lib/abuse/schema";
import { requireOperator } from "@/lib/auth/require";
import { listBrakesInForce } from "@/lib/brakes/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorAbuse");
  return { title: t("title") };
}

const href = (state: string, after?: string | null) =>
  `${paths.operatorAbuse}?${new URLSearchParams({ state, ...(after ? { after } : {}) })}`;

type Props = { searchParams: PageSearch };

export default async function OperatorAbusePage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = findingFilterSchema.parse(await readPageQuery(searchParams));
  const [brakes, findings, t] = await Promise.all([
    listBrakesInForce(operator),
    listFindings(operator, filter),
    getTranslations("operatorAbuse"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <LinkButton href={paths.operatorAbuseSettings} icon={<Settings2 />}>
            {t("settings")}
          </LinkButton>
        }
      />
      <div className="flex flex-col gap-5">
        <Card title={t("brakes.title")} isFlush>
          <BrakesInForce brakes={brakes} />
        </Card>
        <div>
          <Tabs
            label={t("show.label")}
            items={(["open", "all"] as const).map((state) => ({
              href: href(state),
              label: t(`show.${state}`),
              isCurrent: state === filter.state,
            }))}
          />
          <Card title={t("queue")} isFlush>
            <FindingTable findings={findings.rows} />
            <Pagination
              prevHref={filter.after ? href(filter.state) : null}
              nextHref={findings.next && href(filter.state, findings.next)}
            />
          </Card>
        </div>
      </div>
    </>
  );
}
