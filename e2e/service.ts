import { readFileSync } from "node:fs";
import postgres from "postgres";
import { z } from "zod";

const reportSchema = z.object({
  url: z.string(),
  operatorUrl: z.string(),
  secret: z.string(),
  database: z.object({ superuserUrl: z.string(), appUrl: z.string(), ownerUrl: z.string() }),
  providers: z.object({
    STRIPE_API_BASE: z.string(),
    STRIPE_WEBHOOK_SECRET: z.string(),
    RESEND_BASE_URL: z.string(),
    RESEND_WEBHOOK_SECRET: z.string(),
  }),
});

/** The running service, also behind its back. */
export type Service = {
  url: string;
  operatorUrl: string;
  ownerUrl: string;
  secret: string;
  stripeUrl: string;
  stripeWebhookSecret: string;
  mailUrl: string;
  mailWebhookSecret: string;
  sql: postgres.Sql;
};

export function connectService(): Service {
  const file = process.env.ECAI_E2E_FILE ?? "";
  const report = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const { superuserUrl, appUrl, ownerUrl } = report.database;
  const asSuperuser = new URL(superuserUrl);
  asSuperuser.pathname = new URL(appUrl).pathname;
  return {
    url: report.url,
    operatorUrl: report.operatorUrl,
    ownerUrl,
    secret: report.secret,
    stripeUrl: report.providers.STRIPE_API_BASE,
    stripeWebhookSecret: report.providers.STRIPE_WEBHOOK_SECRET,
    mailUrl: report.providers.RESEND_BASE_URL,
    mailWebhookSecret: report.providers.RESEND_WEBHOOK_SECRET,
    sql: postgres(asSuperuser.href, { max: 2, onnotice: () => {} }),
  };
}
