import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MessagePage } from "@/components/frame/message-page";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("frame.notFound");
  return { title: t("title"), robots: { index: false } };
}

export default async function NotFound() {
  const t = await getTranslations("frame.notFound");
  return (
    <MessagePage
      title={t("title")}
      actions={<LinkButton href={paths.home}>{t("home")}</LinkButton>}
    >
      <p>{t("description")}</p>
    </MessagePage>
  );
}
