import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { clientMessages } from "@/lib/i18n/client-namespaces";

/** Gives client components the messages they may need; `add` names namespaces that are not sent otherwise. */
export async function ClientMessages({
  add,
  children,
}: {
  add?: readonly string[];
  children: ReactNode;
}) {
  const messages = clientMessages(await getMessages(), add);
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
