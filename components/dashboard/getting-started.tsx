import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";

export function GettingStarted() {
  const t = useTranslations("dashboard");
  const steps = [
    {
      id: "addresses",
      title: t("start.addresses"),
      text: t("start.addressesText"),
      href: paths.newImport,
      label: t("import"),
    },
    {
      id: "sender",
      title: t("start.sender"),
      text: t("start.senderText"),
      href: paths.settings,
      label: t("settings"),
    },
    {
      id: "delivery",
      title: t("start.delivery"),
      text: t("start.deliveryText"),
      href: paths.newDelivery,
      label: t("newDelivery"),
    },
  ];
  return (
    <Card title={t("start.title")} description={t("start.description")}>
      <ol className="grid gap-3 md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.id} className="flex flex-col gap-2 rounded-lg border border-line p-4">
            <span className="flex size-6 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-text text-xs">
              {index + 1}
            </span>
            <h3 className="font-semibold text-base">{step.title}</h3>
            <p className="flex-1 text-muted">{step.text}</p>
            <div>
              <LinkButton href={step.href} size="sm">
                {step.label}
              </LinkButton>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
