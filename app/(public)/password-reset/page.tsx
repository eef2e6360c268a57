import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { ResetRequestForm } from "@/components/sign-in/reset-request-form";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.reset");
  return { title: t("title") };
}

export default async function PasswordResetPage() {
  const t = await getTranslations("signIn");
  return (
    <PublicCard
      title={t("reset.title")}
      description={t("reset.description")}
      footer={<TextLink href={paths.signIn}>{t("backToSignIn")}</TextLink>}
    >
      <ResetRequestForm />
    </PublicCard>
  );
}
