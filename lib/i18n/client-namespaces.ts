import type { Messages } from "next-intl";

const serverOnlyPrefixes = ["email", "legal", "manual", "operator"];

/** The messages a browser gets: everything but mail texts, long documents and the operator's words, unless added. */
export function clientMessages(messages: Messages, add: readonly string[] = []): Partial<Messages> {
  const isSent = (name: string) =>
    add.includes(name) || !serverOnlyPrefixes.some((prefix) => name.startsWith(prefix));
  return Object.fromEntries(Object.entries(messages).filter(([name]) => isSent(name)));
}
