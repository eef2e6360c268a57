import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignInTable } from "@/components/sign-ins/sign-in-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { requireTenant } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listOwnSignIns } from "@/lib/sign-ins/queries";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sessions.history");
  return { title: t("title") };
}

export default async function OwnSignInsPage({ searchParams }: Search) {
  const ctx = await requireTenant();
  const { after } = await readPageQuery(searchParams);
  const [page, t, account] = await Promise.all([
    listOwnSignIns(ctx, after),
    getTranslations("sessions.history"),
    getTranslations("account"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.account, label: account("title") }, { label: t("title") }]}
      />
      <Card isFlush>
        <SignInTable rows={page.rows} />
        <Pagination
          prevHref={after ? paths.signIns : null}
          nextHref={page.next && `${paths.signIns}?${new URLSearchParams({ after: page.next })}`}
        />
      </Card>
    </>
  );
}
