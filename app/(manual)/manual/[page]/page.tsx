import type { Metadata } from "next";
import { getLocale } from "next-intl/server";
import { ManualArticle } from "@/components/manual/manual-article";
import { ManualShell } from "@/components/manual/manual-shell";
import { orNotFound } from "@/lib/auth/allow";
import { getManualPage } from "@/lib/manual/queries";

type Route = { params: Promise<{ page: string }> };

export async function generateMetadata({ params }: Route): Promise<Metadata> {
  const { page } = await orNotFound(getManualPage(await getLocale(), (await params).page));
  return { title: page.title };
}

export default async function ManualTextPage({ params }: Route) {
  const locale = await getLocale();
  const { page, pages, previous, next } = await orNotFound(
    getManualPage(locale, (await params).page),
  );
  return (
    <ManualShell pages={pages} current={page.slug}>
      <ManualArticle page={page} previous={previous} next={next} locale={locale} />
    </ManualShell>
  );
}
