import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { cookieName } from "@/lib/cookie-names";
import { isLocale, localeCookie, negotiateLocale } from "./locale";
import { loadMessages } from "./messages";

export default getRequestConfig(async () => {
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  // Set by proxy.ts where the page has a language of its own.
  const fixed = headerList.get("x-locale");
  const locale = isLocale(fixed)
    ? fixed
    : negotiateLocale(
        cookieStore.get(cookieName(localeCookie))?.value,
        headerList.get("accept-language"),
      );
  return { locale, messages: await loadMessages(locale), timeZone: "Asia/Tokyo" };
});
