import { useTranslations } from "next-intl";

export const mainId = "main";

/** The first stop of the keyboard on every page. */
export function SkipLink() {
  const t = useTranslations("frame");
  return (
    <a
      href={`#${mainId}`}
      className="sr-only focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:z-70 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-accent-ink"
    >
      {t("skipToContent")}
    </a>
  );
}
