import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { SearchRefused } from "@/components/frame/search-refused";
import { SuppressionForm } from "@/components/suppressions/suppression-form";
import { SuppressionList } from "@/components/suppressions/suppression-list";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchForm } from "@/components/ui/search-form";
import { Select } from "@/components/ui/select";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { searchRefusal } from "@/lib/auth/reading-limits";
import { requireTenant } from "@/lib/auth/require";
import { type PageQuery, type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listSuppressions } from "@/lib/suppressions/queries";
import { suppressionListHref } from "@/lib/suppressions/rules";
import { suppressionFilterSchema } from "@/lib/suppressions/schema";

export async function generateMetadata() {
  const t = await getTranslations("suppressions");
  return { title: t("title") };
}

const reasons = ["unsubscribed", "bounced", "complained", "manual"] as const;

export default async function SuppressionsPage({ searchParams }: { searchParams: PageSearch }) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:read");
  const query = await readPageQuery(searchParams);
  const { q, reason, ...place } = suppressionFilterSchema.parse(query);
  const refusal = await searchRefusal(ctx, Boolean(q));
  if (refusal) return <Refused query={query} message={refusal} />;
  const page = await listSuppressions(ctx, { q, reason, ...place });
  const t = await getTranslations("suppressions");
  const canWrite = can(ctx, "addresses:write");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={canWrite && <NewSuppressions />}
      />
      <div className="mb-3">
        <SearchForm
          action={paths.suppressions}
          label={t("search")}
          placeholder={t("searchPlaceholder")}
          defaultValue={q ?? ""}
        >
          <Select
            label={t("filterReason")}
            name="reason"
            hideLabel
            placeholder={t("anyReason")}
            defaultValue={reason ?? ""}
            options={reasons.map((value) => ({ value, label: t(`reasons.${value}`) }))}
          />
        </SearchForm>
      </div>
      <Card isFlush>
        <SuppressionList suppressions={page.rows} canWrite={canWrite} />
      </Card>
      <Pagination
        prevHref={page.previous && suppressionListHref({ q, reason, before: page.previous })}
        nextHref={page.next && suppressionListHref({ q, reason, after: page.next })}
      />
    </>
  );
}

type RefusedProps = { query: PageQuery; message: string };

async function Refused({ query, message }: RefusedProps) {
  const t = await getTranslations("suppressions");
  return (
    <SearchRefused
      title={t("title")}
      action={paths.suppressions}
      label={t("search")}
      query={query}
      message={message}
    />
  );
}

async function NewSuppressions() {
  const t = await getTranslations("suppressions");
  return (
    <Dialog
      trigger={
        <Button variant="primary" icon={<Plus />}>
          {t("new")}
        </Button>
      }
      title={t("newTitle")}
    >
      <SuppressionForm />
    </Dialog>
  );
}
