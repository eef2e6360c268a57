import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { cookieName } from "@/lib/cookie-names";
import { localeCookie, negotiateLocale } from "./locale";
import { loadMessages } from "./messages";

export default getRequestConfig(async () => {
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  const locale = negotiateLocale(
    cookieStore.get(cookieName(localeCookie))?.value,
    headerList.get("accept-language"),
  );
  return { locale, messages: await loadMessages(locale), timeZone: "Asia/Tokyo" };
});
