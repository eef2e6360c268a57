import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BlockNetworkDialog } from "@/components/suspicions/block-network-dialog";
import { BlockedNetworkTable } from "@/components/suspicions/blocked-network-table";
import { SuspicionTable } from "@/components/suspicions/suspicion-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { requireOperator } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listBlockedNetworks, listSuspicions } from "@/lib/suspicions/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorSuspicions");
  return { title: t("title") };
}

export default async function SuspiciousPage({ searchParams }: { searchParams: PageSearch }) {
  const operator = await requireOperator();
  const { after: from } = await readPageQuery(searchParams);
  const [{ suspicions, after }, blocks, t] = await Promise.all([
    listSuspicions(operator, { after: from }),
    listBlockedNetworks(operator),
    getTranslations("operatorSuspicions"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<BlockNetworkDialog />}
      />
      <div className="flex flex-col gap-4">
        <Card isFlush title={t("blocks.title")} description={t("blocks.description")}>
          <BlockedNetworkTable blocks={blocks} />
        </Card>
        <Card isFlush>
          <SuspicionTable suspicions={suspicions} />
          <Pagination nextHref={after && `${paths.operatorSuspicious}?after=${after}`} />
        </Card>
      </div>
    </>
  );
}
