import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";
import type { SignupFormState } from "@/lib/signup-forms/rules";

type Props = { intake: SignupFormState; hasBilling: boolean };

/** Says why none of the customer's forms takes anybody in. */
export function IntakeAlert({ intake, hasBilling }: Props) {
  const t = useTranslations("signupForms");
  if (intake === "open") return null;
  const text = intake === "full" ? "full" : "stopped";
  return (
    <div className="mb-4">
      <Alert
        tone="warning"
        title={t(`${text}Title`)}
        actions={
          hasBilling && text === "full" ? (
            <LinkButton href={paths.billing}>{t("fullLink")}</LinkButton>
          ) : undefined
        }
      >
        {t(`${text}Description`)}
      </Alert>
    </div>
  );
}
