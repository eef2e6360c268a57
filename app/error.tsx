"use client";

import { useTranslations } from "next-intl";
import { MessagePage } from "@/components/frame/message-page";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations("frame.error");
  const actions = (
    <>
      <Button variant="primary" onPress={reset}>
        {t("retry")}
      </Button>
      <LinkButton href={paths.home}>{t("home")}</LinkButton>
    </>
  );
  return (
    <MessagePage title={t("title")} actions={actions}>
      <p role="alert">{t("description")}</p>
      {error.digest && <p className="font-mono text-xs">{t("digest", { digest: error.digest })}</p>}
    </MessagePage>
  );
}
