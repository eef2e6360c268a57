import { useTranslations } from "next-intl";
import { PublicCard } from "@/components/frame/public-card";
import type { PublicForm } from "@/lib/signup-requests/queries";
import { SignupEntry } from "./signup-entry";

type Props = { page: PublicForm; started: string };

/** Nothing but words: whoever followed an old link, or a site that still frames a deleted form, is told so. */
export function MissingForm() {
  const t = useTranslations("signupRequests");
  return (
    <PublicCard title={t("missingTitle")}>
      <p className="text-muted">{t("missingDescription")}</p>
    </PublicCard>
  );
}

/** What a form's visitor sees: the form, or why it takes nobody in. */
export function SignupPage({ page, started }: Props) {
  const t = useTranslations("signupRequests");
  const sender = page.sender.name;
  if (page.state === "open") return <SignupEntry {...page} started={started} />;
  return (
    <PublicCard title={t("closedTitle")} description={page.form.title}>
      <p className="text-muted">
        {page.state === "full"
          ? t("fullDescription", { sender })
          : t("closedDescription", { sender })}
      </p>
    </PublicCard>
  );
}
