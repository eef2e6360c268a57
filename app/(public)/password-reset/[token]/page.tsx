import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { LinkEnded } from "@/components/sign-in/link-ended";
import { ResetForm } from "@/components/sign-in/reset-form";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";
import { findLink } from "@/lib/sign-in/queries";

type Route = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.reset");
  return { title: t("setTitle"), referrer: "no-referrer", robots: { index: false } };
}

export default async function SetPasswordPage({ params }: Route) {
  const { token } = await params;
  const link = await findLink(token, "password_reset");
  const t = await getTranslations("signIn.reset");
  if (link?.state !== "valid") {
    const again = (
      <LinkButton href={paths.passwordReset} variant="primary">
        {t("requestNew")}
      </LinkButton>
    );
    return <LinkEnded reason={link?.state ?? "unknown"} action={again} />;
  }
  const { email, tenantName } = link;
  return (
    <PublicCard title={t("setTitle")} description={t("setDescription", { tenantName, email })}>
      <ResetForm token={token} email={email} />
    </PublicCard>
  );
}
