import type { signupFieldModes } from "@/db/values";
import { paths } from "@/lib/paths";

export type SignupFieldMode = (typeof signupFieldModes)[number];

/** Whether people can sign up by a form now, and if not, what keeps them. */
export type SignupFormState = "open" | "closed" | "full";

export const formNameMaxLength = 100;
export const formTextMaxLength = 1_000;
export const allowedSitesMost = 20;
export const formTagsMost = 50;

/** The origin of a website as a person types it, `https` where nothing else is said; null for what is none. */
export function parseSite(text: string): string | null {
  const typed = text.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, origin, username } = new URL(url);
  const isSite = /^https?:$/.test(protocol) && /^[a-z0-9.-]+$/.test(hostname) && !username;
  return isSite ? origin : null;
}

/** Room in a frame for a form with so many questions, in pixels: a page without scripts cannot measure it. */
const frameHeight = (questions: number): number => 560 + 84 * questions;

/** What a customer puts into their own page to show a form there. */
export function embedSnippet(
  form: { id: string; title: string; questions: number },
  origin: string,
): string {
  const title = form.title
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;");
  const src = new URL(paths.embeddedForm(form.id), origin).href;
  const height = frameHeight(form.questions);
  return `<iframe src="${src}" title="${title}" width="100%" height="${height}" style="border:0" loading="lazy"></iframe>`;
}
