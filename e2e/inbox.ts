import { expect } from "@playwright/test";
import { z } from "zod";
import type { Service } from "./service";

const mailSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  headers: z
    .record(z.string(), z.string())
    .nullish()
    .transform((headers) => headers ?? {}),
});
const listSchema = z.object({ data: z.array(mailSchema) });

export type Mail = z.output<typeof mailSchema>;

export type Inbox = {
  /** The newest mail to the address whose subject fits; waits until it is there. */
  newest: (to: string, subject: RegExp) => Promise<Mail>;
  /** All mails to the address so far, oldest first. */
  list: (to: string) => Promise<Mail[]>;
};

export function openInbox({ mailUrl }: Service): Inbox {
  const list = async (to: string) => {
    const response = await fetch(`${mailUrl}/emails?to=${encodeURIComponent(to)}`);
    return listSchema.parse(await response.json()).data;
  };
  const newest = async (to: string, subject: RegExp) => {
    let found: Mail | undefined;
    await expect
      .poll(
        async () => {
          found = (await list(to)).filter((mail) => subject.test(mail.subject)).at(-1);
          return found?.subject ?? `no mail to ${to}`;
        },
        { timeout: 30_000, intervals: [100, 250, 500] },
      )
      .toMatch(subject);
    if (!found) throw new Error(`No mail to ${to}`);
    return found;
  };
  return { newest, list };
}

/** The first link in the mail's text whose path begins so. */
export function linkIn(mail: Mail, path: string): string {
  const links = (mail.text ?? "").match(/https?:\/\/[^\s<>")]+/g) ?? [];
  const found = links.find((link) => new URL(link).pathname.startsWith(path));
  if (!found) throw new Error(`No link to ${path} in “${mail.subject}”: ${mail.text}`);
  return found;
}

/** The six digits in the mail's text. */
export function codeIn(mail: Mail): string {
  const code = /(?<!\d)\d{6}(?!\d)/.exec(mail.text ?? "")?.[0];
  if (!code) throw new Error(`No code in “${mail.subject}”: ${mail.text}`);
  return code;
}
