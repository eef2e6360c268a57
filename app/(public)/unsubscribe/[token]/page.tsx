import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { UnsubscribeCard } from "@/components/unsubscribe/unsubscribe-card";
import { listPreferences } from "@/lib/preferences/queries";
import { findUnsubscribe } from "@/lib/unsubscribe/queries";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("unsubscribe");
  return {
    title: t("metaTitle"),
    robots: { index: false, follow: false },
    referrer: "no-referrer",
  };
}

/** Opening the page changes nothing: mail scanners open every link. */
export default async function UnsubscribePage({ params }: Props) {
  const { token } = await params;
  const current = await findUnsubscribe(token);
  if (!current) notFound();
  const preferences = current.state === "subscribed" ? await listPreferences(token) : [];
  return <UnsubscribeCard token={token} preferences={preferences} {...current} />;
}
