import { FileCheck, Layers, Lock, Scale, Tags, Users } from "lucide-react";
import { useTranslations } from "next-intl";

const features = [
  { key: "audience", icon: <Tags /> },
  { key: "personal", icon: <Layers /> },
  { key: "history", icon: <FileCheck /> },
  { key: "team", icon: <Users /> },
  { key: "lawful", icon: <Scale /> },
  { key: "isolated", icon: <Lock /> },
] as const;

export function FeatureList() {
  const t = useTranslations("landing.features");
  return (
    <section className="flex flex-col gap-8">
      <h2 className="font-semibold text-xl tracking-tight">{t("title")}</h2>
      <ul className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
        {features.map(({ key, icon }) => (
          <li key={key} className="flex flex-col gap-2 border-line border-t pt-5">
            <span aria-hidden className="text-accent-text [&_svg]:size-5">
              {icon}
            </span>
            <h3 className="font-semibold text-base">{t(`${key}.title`)}</h3>
            <p className="text-muted leading-relaxed">{t(`${key}.text`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
