import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DocumentPage } from "@/components/landing/document-page";
import { LiveFacts } from "@/components/landing/live-facts";
import { PromiseTable } from "@/components/landing/promise-table";
import { readFacts } from "@/lib/facts/queries";
import { listPromises } from "@/lib/promises/queries";
import { regionInUse } from "@/lib/regions/queries";
import { getDocument } from "@/lib/terms/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("legal-pages");
  return { title: t("security") };
}

export default async function SecurityPage() {
  const [document, facts, promises, region] = await Promise.all([
    getDocument("security", await getLocale()),
    readFacts(),
    listPromises(),
    regionInUse(),
  ]);
  return (
    <DocumentPage document={document}>
      <LiveFacts facts={facts} region={region} />
      <PromiseTable promises={promises} region={region} />
    </DocumentPage>
  );
}
