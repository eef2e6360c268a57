import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DocumentPage } from "@/components/landing/document-page";
import { LiveFacts } from "@/components/landing/live-facts";
import { PromiseTable } from "@/components/landing/promise-table";
import { env } from "@/lib/env";
import { readFacts } from "@/lib/facts/queries";
import { listPromises } from "@/lib/promises/queries";
import { getDocument } from "@/lib/terms/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("legal-pages");
  return { title: t("security") };
}

export default async function SecurityPage() {
  const [document, facts, promises] = await Promise.all([
    getDocument("security", await getLocale()),
    readFacts(),
    listPromises(),
  ]);
  const region = facts.storageRegion?.value.region ?? env().STORAGE_REGION;
  return (
    <DocumentPage document={document}>
      <LiveFacts facts={facts} region={region} />
      <PromiseTable promises={promises} region={region} />
    </DocumentPage>
  );
}
