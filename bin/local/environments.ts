import { parseEnvironment } from "@/lib/env";
import type { Addresses } from "./addresses";
import type { Database } from "./database";
import { pick, systemEnvironment } from "./program";

export type Environments = Record<"web" | "operator" | "worker" | "seed", Record<string, string>>;

const shared = [
  "ECAI_DATA_KEYS",
  "LOG_LEVEL",
  "STORAGE_REGION",
  "HOSTING",
  "INVOICE_ISSUER",
  "INVOICE_REGISTRATION_NUMBER",
  "INVOICE_ADDRESS",
  "RETENTION_AUDIT_YEARS",
  "SUPPORT_CHATWORK_URL",
  "SUPPORT_MAIL",
  "OPERATOR_MAIL",
  "NTP_SOURCE",
  "OPERATOR_ALERT_MAIL",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OUTGOING_ALLOWED_HOSTS",
  "DNS_SERVERS",
];
const providers = [
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "STRIPE_API_BASE",
  "RESEND_API_KEY",
  "RESEND_WEBHOOK_SECRET",
  "RESEND_BASE_URL",
  "MAIL_TRANSPORT",
  "SMTP_URL",
  "MAIL_FROM",
  "MAIL_RETURN_HOST",
  "MAIL_SPF_INCLUDE",
  "MAIL_DKIM_SELECTOR",
  "SIGNUP_BLOCKED_COUNTRIES",
  "CHATWORK_API_BASE",
  "CHATWORK_API_TOKEN",
  "CHATWORK_INFORMATION_ROOM",
  "CHATWORK_SUPPORT_ROOM",
  "CHATWORK_OPERATOR_ROOM",
];

type Parts = {
  addresses: Addresses;
  database: Pick<Database, "appUrl" | "operatorUrl" | "ownerUrl" | "backupUrl" | "restoreUrl">;
  /** Settings of backups, for the worker alone. */
  backups: Record<string, string>;
  /** Settings of the local providers that stand in for real ones. */
  local: Record<string, string>;
  secret: string;
  dataDir: string;
  isDev: boolean;
};

/** Each process's own environment: none sees the credentials of another. */
export function composeEnvironments({
  addresses,
  database,
  backups,
  local,
  secret,
  dataDir,
  isDev,
}: Parts): Environments {
  const common = {
    ...systemEnvironment(),
    ...pick(shared),
    NODE_ENV: isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    ECAI_URL: addresses.url,
    ECAI_OPERATOR_URL: addresses.operatorUrl,
    ECAI_SECRET: secret,
    ECAI_DATA_DIR: dataDir,
  };
  const service = {
    ...common,
    ...pick(providers),
    ...local,
    DATABASE_URL: database.appUrl,
  };
  return {
    web: { ...service, ECAI_SURFACE: "web" },
    worker: {
      ...service,
      ...pick(["WORKER_CONCURRENCY"]),
      ...backups,
      ...(database.backupUrl ? { DATABASE_BACKUP_URL: database.backupUrl } : {}),
      ...(database.restoreUrl ? { DATABASE_RESTORE_URL: database.restoreUrl } : {}),
    },
    operator: { ...common, ECAI_SURFACE: "operator", DATABASE_URL: database.operatorUrl },
    seed: {
      ...service,
      DATABASE_OWNER_URL: database.ownerUrl,
      DATABASE_OPERATOR_URL: database.operatorUrl,
    },
  };
}

/** Throws with the variable's name where a setting is wrong. */
export function checkEnvironments({ worker, web, operator }: Environments): void {
  for (const environment of [worker, web, operator]) parseEnvironment(environment);
}
