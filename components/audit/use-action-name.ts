import { useTranslations } from "next-intl";

/** Gives an act's name for people; one without a name shows as it is written in the log. */
export function useActionName(): (action: string) => string {
  const t = useTranslations("audit.actions");
  return (action) => {
    const key = action.replaceAll(".", "_").replaceAll("-", "_") as Parameters<typeof t>[0];
    return t.has(key) ? t(key) : action;
  };
}
