import { LifeBuoy } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactCard } from "@/components/support/contact-card";
import { SupportTable, SupportTabs, supportHref } from "@/components/support/support-table";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { findSupportContact, listSupportRequests } from "@/lib/support/queries";
import { supportFilterSchema } from "@/lib/support/schema";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("support");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function SupportPage({ searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "support:use");
  const filter = supportFilterSchema.parse(await readPageQuery(searchParams));
  const [page, contact] = await Promise.all([
    listSupportRequests(ctx, filter),
    findSupportContact(ctx),
  ]);
  const t = await getTranslations("support");
  const ask = (
    <LinkButton href={paths.newSupport} variant="primary" icon={<LifeBuoy />}>
      {t("new")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={ask} />
      <SupportTabs base={paths.support} state={filter.state} />
      <div className="flex flex-col gap-5">
        <Card isFlush>
          <SupportTable rows={page.rows} isFiltered={filter.state !== "all"} />
          <Pagination
            prevHref={filter.after ? supportHref(paths.support, filter.state) : null}
            nextHref={page.next && supportHref(paths.support, filter.state, page.next)}
          />
        </Card>
        <ContactCard contact={contact} mayChange={can(ctx, "settings:write")} />
      </div>
    </>
  );
}
