import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DocumentPage } from "@/components/landing/document-page";
import { PromiseTable } from "@/components/landing/promise-table";
import { regionInUse } from "@/lib/regions/queries";
import { getDocument } from "@/lib/terms/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("legal-pages");
  return { title: t("security") };
}

export default async function SecurityPage() {
  return (
    <DocumentPage name="security" blocks={await getDocument("security", await getLocale())}>
      <PromiseTable region={await regionInUse()} />
    </DocumentPage>
  );
}
