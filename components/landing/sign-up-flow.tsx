import { useTranslations } from "next-intl";

const steps = ["mail", "payment", "registration", "build", "done"] as const;

export function SignUpFlow() {
  const t = useTranslations("landing.flow");
  return (
    <section className="flex flex-col gap-6">
      <h2 className="font-semibold text-xl tracking-tight">{t("title")}</h2>
      <ol className="grid gap-3 sm:grid-cols-5">
        {steps.map((step, index) => (
          <li
            key={step}
            className="flex items-baseline gap-3 rounded-lg border border-line bg-surface p-4 sm:flex-col sm:gap-2"
          >
            <span aria-hidden className="font-semibold text-accent-text text-lg tabular-nums">
              {index + 1}
            </span>
            <span className="font-medium">{t(`steps.${step}`)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
