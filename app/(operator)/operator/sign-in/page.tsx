import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/components/frame/client-messages";
import { PublicCard } from "@/components/frame/public-card";
import { PublicFrame } from "@/components/frame/public-frame";
import { OperatorSignInForm } from "@/components/operators/sign-in-form";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator.signIn");
  return { title: t("title") };
}

export default async function OperatorSignInPage() {
  const t = await getTranslations("operator.signIn");
  return (
    <PublicFrame width="sm" homeHref={paths.operatorHome} footerLinks={[]}>
      <PublicCard title={t("title")} description={t("description")}>
        <ClientMessages add={["operator"]}>
          <OperatorSignInForm />
        </ClientMessages>
      </PublicCard>
    </PublicFrame>
  );
}
