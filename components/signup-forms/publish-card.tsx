import { useFormatter, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { DescriptionList } from "@/components/ui/description-list";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import type { SignupForm } from "@/lib/signup-forms/queries";
import { embedSnippet } from "@/lib/signup-forms/rules";

type Props = { form: SignupForm; origin: string };

/** What the customer takes along to publish a form, and what came of it. */
export function PublishCard({ form, origin }: Props) {
  const t = useTranslations("signupForms");
  const { number } = useFormatter();
  const { id, title, submittedCount, confirmedCount } = form;
  const questions =
    form.attributeFields.length + form.choiceTagIds.length + (form.nameField === "none" ? 0 : 1);
  const rate = submittedCount > 0 ? confirmedCount / submittedCount : 0;
  return (
    <div className="flex flex-col gap-4">
      <Card title={t("publishing")} description={t("publishingDescription")}>
        <div className="flex flex-col gap-4">
          <div className="flex flex-col gap-1">
            <p className="font-medium text-ink text-sm">{t("linkLabel")}</p>
            <CopyText label={t("linkLabel")} text={new URL(paths.publicForm(id), origin).href} />
            <TextLink href={paths.publicForm(id)} isExternal>
              {t("openLink")}
            </TextLink>
          </div>
          <div className="flex flex-col gap-1">
            <p className="font-medium text-ink text-sm">{t("embedLabel")}</p>
            <CopyText
              label={t("embedLabel")}
              text={embedSnippet({ id, title, questions }, origin)}
            />
            <p className="text-muted text-xs">{t("embedHint")}</p>
          </div>
        </div>
      </Card>
      <Card title={t("numbers")}>
        <DescriptionList
          items={[
            { term: t("submitted"), value: t("count", { count: submittedCount }) },
            {
              term: t("confirmed"),
              value: `${t("count", { count: confirmedCount })} (${number(rate, { style: "percent" })})`,
            },
          ]}
        />
      </Card>
    </div>
  );
}
