import { render } from "@react-email/render";
import { createTransport, type Transporter } from "nodemailer";
import type SMTPPool from "nodemailer/lib/smtp-pool";
import type { ReactElement } from "react";
import { Resend } from "resend";
import { env } from "@/lib/env";

export type AccountMail = {
  to: string;
  subject: string;
  body: ReactElement;
  /** The same key never sends twice within the provider's 24 hours. */
  idempotencyKey: string;
  headers?: Record<string, string>;
  /** Instead of the service's own name and address. */
  from?: string;
};

let smtp: Transporter | undefined;
let resend: Resend | undefined;

/** Sends one mail of the service itself (codes, links, notices). Throws when the provider refuses, so that the job tries again. Returns the provider's id of it. */
export async function sendAccountMail(mail: AccountMail): Promise<string | null> {
  const html = await render(mail.body);
  const text = await render(mail.body, { plainText: true });
  return sendRawMail(
    {
      from: mail.from ?? env().MAIL_FROM,
      to: mail.to,
      subject: mail.subject,
      html,
      text,
      headers: mail.headers,
    },
    mail.idempotencyKey,
  );
}

/** The address, without its name, that the service's own mails come from. */
export function serviceAddress(): string {
  const { MAIL_FROM } = env();
  return (/<([^<>]+)>\s*$/.exec(MAIL_FROM)?.[1] ?? MAIL_FROM).trim();
}

export type RawMail = {
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  replyTo?: string;
  headers?: Record<string, string>;
};

/** Sends one finished message through the configured transport; returns the provider's id of it. */
export async function sendRawMail(mail: RawMail, idempotencyKey: string): Promise<string | null> {
  if (env().MAIL_TRANSPORT === "smtp") {
    smtp ??= createTransport({ url: env().SMTP_URL, pool: true } as SMTPPool.Options);
    return (await smtp.sendMail(mail)).messageId ?? null;
  }
  resend ??= new Resend(env().RESEND_API_KEY, { baseUrl: env().RESEND_BASE_URL });
  const { data, error } = await resend.emails.send(mail, { idempotencyKey });
  if (error) throw new Error(`mail provider refused: ${error.name}: ${error.message}`);
  return data.id;
}
