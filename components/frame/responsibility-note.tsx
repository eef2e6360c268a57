import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";

/** Beside what the customer answers for, a way to the page that says so. */
export function ResponsibilityNote() {
  const t = useTranslations("frame.responsibility");
  return (
    <p className="text-muted text-xs">
      {t.rich("customer", {
        link: (text) => <TextLink href={paths.responsibility}>{text}</TextLink>,
      })}
    </p>
  );
}
