import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DocumentPage } from "@/components/landing/document-page";
import { orNotFound } from "@/lib/auth/allow";
import { getDocument } from "@/lib/terms/queries";

type Route = { params: Promise<{ version: string }> };

export async function generateMetadata({ params }: Route): Promise<Metadata> {
  const t = await getTranslations("legal-pages");
  return { title: t("titleOf", { name: t("terms"), version: (await params).version }) };
}

export default async function TermsVersionPage({ params }: Route) {
  const { version } = await params;
  const document = await orNotFound(getDocument("terms", await getLocale(), version));
  return <DocumentPage document={document} />;
}
