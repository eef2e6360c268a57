import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { LiftLimit } from "@/components/networks/lift-limit";
import { LinkEnded } from "@/components/sign-in/link-ended";
import { findLink } from "@/lib/sign-in/queries";

type Route = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("networks.recovery");
  return { title: t("title"), referrer: "no-referrer", robots: { index: false } };
}

export default async function NetworkRecoveryPage({ params }: Route) {
  const { token } = await params;
  const link = await findLink(token, "network_recovery");
  if (link?.state !== "valid") return <LinkEnded reason={link?.state ?? "unknown"} />;
  const t = await getTranslations("networks.recovery");
  return (
    <PublicCard title={t("title")} description={t("description", { tenantName: link.tenantName })}>
      <LiftLimit token={token} />
    </PublicCard>
  );
}
