import { getLocale, getTranslations } from "next-intl/server";
import { formatYen } from "@/lib/format";
import { readOffers } from "@/lib/plans/queries";

/** The plans as choices of a form, with price and limits. */
export async function planOptions() {
  const [t, locale, offers] = await Promise.all([
    getTranslations("plans"),
    getLocale(),
    readOffers(),
  ]);
  return offers.map(({ id, monthlyYen, limits }) => ({
    value: id,
    label: t("option", { name: t(`names.${id}`), price: formatYen(monthlyYen, locale) }),
    description: t("summary", {
      addresses: limits.addresses,
      mails: limits.monthlyMails,
      users: limits.users,
    }),
  }));
}
