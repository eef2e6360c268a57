import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DocumentPage } from "@/components/landing/document-page";
import { getDocument } from "@/lib/terms/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("legal-pages");
  return { title: t("privacy") };
}

export default async function PrivacyPage() {
  return <DocumentPage document={await getDocument("privacy", await getLocale())} />;
}
