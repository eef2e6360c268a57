import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { formatDateTime } from "@/lib/format";
import { paths } from "@/lib/paths";

/** Says by when a required second step has to be set up. */
export function SecondStepDue({ due }: { due: Date }) {
  const t = useTranslations("factors.due");
  return (
    <Alert
      tone="warning"
      title={t("title")}
      actions={<TextLink href={paths.accountSecurity}>{t("action")}</TextLink>}
    >
      {t("body", { at: formatDateTime(due) })}
    </Alert>
  );
}
