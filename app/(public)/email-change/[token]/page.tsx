import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmailChangeAnswer } from "@/components/email-changes/email-change-answer";
import { PublicCard } from "@/components/frame/public-card";
import { LinkEnded } from "@/components/sign-in/link-ended";
import { DescriptionList } from "@/components/ui/description-list";
import { findEmailChangeLink } from "@/lib/email-changes/queries";

type Route = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accountEmail.answer");
  return { title: t("title"), referrer: "no-referrer", robots: { index: false } };
}

export default async function EmailChangePage({ params }: Route) {
  const { token } = await params;
  const link = await findEmailChangeLink(token);
  const t = await getTranslations("accountEmail");
  if (link?.state !== "valid") return <LinkEnded reason={link?.state ?? "unknown"} />;
  const { side, tenantName, oldEmail, newEmail } = link;
  return (
    <PublicCard
      title={t("answer.title")}
      description={t(`answer.${side}Description`, { tenantName })}
    >
      <div className="flex flex-col gap-5">
        <DescriptionList
          items={[
            { term: t("oldSide"), value: oldEmail },
            { term: t("newSide"), value: newEmail },
          ]}
        />
        <EmailChangeAnswer token={token} side={side} />
      </div>
    </PublicCard>
  );
}
