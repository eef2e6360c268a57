import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { InvitationForm } from "@/components/sign-in/invitation-form";
import { LinkEnded } from "@/components/sign-in/link-ended";
import { findLink } from "@/lib/sign-in/queries";

type Route = { params: Promise<{ token: string }> };

export const metadata: Metadata = { referrer: "no-referrer", robots: { index: false } };

export default async function InvitationPage({ params }: Route) {
  const { token } = await params;
  const link = await findLink(token, "invitation");
  const t = await getTranslations("signIn.invitation");
  if (link?.state !== "valid") {
    return <LinkEnded reason={link?.state ?? "unknown"} hint={t("askAgain")} />;
  }
  const { email, name, tenantName } = link;
  return (
    <PublicCard title={t("title", { tenantName })} description={t("description")}>
      <InvitationForm token={token} email={email} name={name} tenantName={tenantName} />
    </PublicCard>
  );
}
