import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import { AcknowledgeButton } from "./acknowledge";

/** Stays on every page until the user has taken note. */
export function AcknowledgeBanner({ notices }: { notices: { id: string; title: string }[] }) {
  const t = useTranslations("notices");
  if (notices.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 px-4 pt-3 sm:px-6">
      {notices.map(({ id, title }) => (
        <Alert
          key={id}
          tone="warning"
          title={t("mustAcknowledge")}
          actions={<AcknowledgeButton noticeId={id} />}
        >
          <TextLink href={paths.notice(id)}>{title}</TextLink>
        </Alert>
      ))}
    </div>
  );
}
