import { z } from "zod";
import { normalizeRange } from "@/lib/ip-ranges";

const url = z.url();
const secret = z.string().min(32);
const flagList = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  );

const ranges = z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]));

const host = z.string().regex(/^[\w-]+(\.[\w-]+)*$/);
const roomId = z.string().regex(/^\d*$/).default("");

const environmentSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  ECAI_SURFACE: z.enum(["web", "operator"]).default("web"),
  ECAI_URL: url.default("http://localhost:3000"),
  ECAI_OPERATOR_URL: url.default("http://127.0.0.1:3001"),
  ECAI_SECRET: secret,
  ECAI_DATA_KEYS: flagList.pipe(z.array(z.string().regex(/^[a-z0-9-]{1,32}:.{32,}$/))),
  DATABASE_URL: z.string().startsWith("postgres"),
  STRIPE_SECRET_KEY: z.string().default(""),
  STRIPE_WEBHOOK_SECRET: z.string().default(""),
  STRIPE_API_BASE: url.optional(),
  RESEND_API_KEY: z.string().default(""),
  RESEND_WEBHOOK_SECRET: z.string().startsWith("whsec_").optional(),
  RESEND_BASE_URL: url.optional(),
  RESEND_INBOUND_WEBHOOK_SECRET: z.string().startsWith("whsec_").optional(),
  INBOUND_DOMAIN: host.optional(),
  MAIL_TRANSPORT: z.enum(["resend", "smtp"]).default("resend"),
  SMTP_URL: z.string().startsWith("smtp").optional(),
  MAIL_RETURN_HOST: host.optional(),
  MAIL_SPF_INCLUDE: host.optional(),
  MAIL_DKIM_SELECTOR: host.optional(),
  MAIL_FROM: z.string().min(3).default("ECAI <no-reply@ecai.example>"),
  SIGNUP_BLOCKED_COUNTRIES: flagList,
  STORAGE_REGION: z.string().min(1).default("日本 (東京)"),
  HOSTING: z.enum(["shared", "dedicated"]).default("shared"),
  INVOICE_ISSUER: z.string().min(1).default("ECAI"),
  INVOICE_REGISTRATION_NUMBER: z
    .string()
    .regex(/^T\d{13}$/)
    .or(z.literal(""))
    .default(""),
  INVOICE_ADDRESS: z.string().default(""),
  SUPPORT_CHATWORK_URL: url.default("https://www.chatwork.com/ecai-support"),
  SUPPORT_MAIL: z.email().default("support@ecai.example"),
  OPERATOR_MAIL: z.email().default("operator@ecai.example"),
  NTP_SOURCE: z
    .string()
    .regex(/^[\w.-]+(:\d{1,5})?$/)
    .default("ntp.nict.jp"),
  OUTGOING_ALLOWED_HOSTS: flagList,
  TRUSTED_PROXIES: z
    .string()
    .default("127.0.0.0/8,::1/128")
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(ranges)
    .transform((list) => list.flatMap((range) => normalizeRange(range) ?? [])),
  DNS_SERVERS: flagList,
  OPERATOR_ALERT_MAIL: flagList.pipe(z.array(z.email())),
  CHATWORK_API_BASE: url.default("https://api.chatwork.com/v2"),
  CHATWORK_API_TOKEN: z.string().default(""),
  CHATWORK_INFORMATION_ROOM: roomId,
  CHATWORK_SUPPORT_ROOM: roomId,
  CHATWORK_OPERATOR_ROOM: roomId,
  RETENTION_AUDIT_YEARS: z.coerce.number().int().min(1).max(100).default(7),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  ECAI_DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_BACKUP_URL: z.string().startsWith("postgres").optional(),
  DATABASE_RESTORE_URL: z.string().startsWith("postgres").optional(),
  BACKUP_DIR: z.string().min(1).optional(),
  BACKUP_RECIPIENT: z.string().startsWith("age1").optional(),
  BACKUP_IDENTITY_FILE: z.string().min(1).optional(),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
});

export type Environment = z.infer<typeof environmentSchema>;

let parsed: Environment | undefined;

/** The process's settings; throws an error that names every variable with a wrong value. */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** Settings from the given variables; throws an error that names every variable with a wrong value. */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map(
      (issue) => `${issue.path.join(".")}: ${issue.message}`,
    );
    throw new Error(`Wrong settings:\n  ${problems.join("\n  ")}`);
  }
  const missing = [...missingSettings(result.data), ...plainConnections(result.data)];
  if (missing.length > 0) throw new Error(`Wrong settings:\n  ${missing.join("\n  ")}`);
  return result.data;
}

/** The operator surface holds no key of the payment or mail provider. */
function missingSettings(settings: Environment): string[] {
  if (settings.ECAI_SURFACE === "operator") return [];
  const problems: string[] = [];
  for (const name of ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"] as const) {
    if (!settings[name]) problems.push(`${name}: needed`);
  }
  if (settings.MAIL_TRANSPORT === "resend" && !settings.RESEND_API_KEY) {
    problems.push("RESEND_API_KEY: needed when MAIL_TRANSPORT is resend");
  }
  if (settings.MAIL_TRANSPORT === "resend" && !settings.RESEND_WEBHOOK_SECRET) {
    problems.push("RESEND_WEBHOOK_SECRET: needed when MAIL_TRANSPORT is resend");
  }
  for (const name of ["RESEND_API_KEY", "RESEND_INBOUND_WEBHOOK_SECRET"] as const) {
    if (settings.INBOUND_DOMAIN && !settings[name])
      problems.push(`${name}: needed when INBOUND_DOMAIN is set`);
  }
  if (settings.MAIL_TRANSPORT === "smtp" && !settings.SMTP_URL) {
    problems.push("SMTP_URL: needed when MAIL_TRANSPORT is smtp");
  }
  return problems;
}

/** In production nothing leaves this machine in the clear. */
function plainConnections(settings: Environment): string[] {
  if (settings.NODE_ENV !== "production") return [];
  const problems: string[] = [];
  for (const name of ["ECAI_URL", "ECAI_OPERATOR_URL"] as const) {
    if (!isLocal(settings[name]) && new URL(settings[name]).protocol !== "https:")
      problems.push(`${name}: must be https when it is not local`);
  }
  const database = settings.DATABASE_URL;
  if (!isLocal(database) && new URL(database).searchParams.get("sslmode") !== "verify-full")
    problems.push("DATABASE_URL: must have sslmode=verify-full when it is not local");
  if (settings.MAIL_TRANSPORT === "smtp" && settings.SMTP_URL && isPlainSmtp(settings.SMTP_URL))
    problems.push("SMTP_URL: must be smtps:// or have requireTLS=true when it is not local");
  return problems;
}

function isPlainSmtp(address: string): boolean {
  const { protocol, searchParams } = new URL(address);
  const isChecked = searchParams.get("tls.rejectUnauthorized") !== "false";
  const isTls = protocol === "smtps:" || searchParams.get("requireTLS") === "true";
  return !isLocal(address) && !(isTls && isChecked);
}

/** A name without a host stands for a socket on this machine. */
const isLocal = (address: string): boolean =>
  ["", "localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
