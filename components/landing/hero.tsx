import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";
import { ProductPicture } from "./product-picture";

export function Hero() {
  const t = useTranslations("landing.hero");
  return (
    <section className="grid items-center gap-10 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:gap-14">
      <div className="flex flex-col items-start gap-5">
        <h1 className="text-balance font-semibold text-[2rem] leading-[1.3] tracking-tight sm:text-[2.5rem]">
          {t("title")}
        </h1>
        <p className="max-w-prose text-md text-muted leading-relaxed">{t("text")}</p>
        <div className="flex flex-wrap gap-2">
          <LinkButton href={paths.signUp} variant="primary" className="h-10 px-5 text-base">
            {t("start")}
          </LinkButton>
          <LinkButton href="#plans" className="h-10 px-5 text-base">
            {t("plans")}
          </LinkButton>
        </div>
        <p className="text-muted text-xs">{t("note")}</p>
      </div>
      <ProductPicture />
    </section>
  );
}
