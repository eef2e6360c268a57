import { paths } from "@/lib/paths";

const base = "http://local.invalid";

/** A path of this service to go on to, or null: never another site, never the sign-in page itself. */
export function localPath(text: string | undefined): string | null {
  if (!text || !/^\/(?![/\\])/.test(text) || /[\\\p{Cc}]/u.test(text)) return null;
  if (!URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  if (url.origin !== base || url.pathname.startsWith("//")) return null;
  if (url.pathname === paths.signIn || url.pathname.startsWith(`${paths.signIn}/`)) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** An address that goes on to `next` once its own task is done. */
export const leadingOn = (href: string, next: string): string =>
  `${href}?${new URLSearchParams({ next })}`;
