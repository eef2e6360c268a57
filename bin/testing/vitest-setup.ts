import { join } from "node:path";
import { afterAll, inject } from "vitest";

const urls = inject("databaseUrls");
const worker = process.env.VITEST_POOL_ID ?? "1";
const database = `ecai_test_${worker}`;
const dataDir = join(inject("dataDir"), "workers", worker);
const inWorkerDatabase = (url: string) =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href;

// An address where nothing listens: no test may reach a real provider.
const nowhere = "http://127.0.0.1:9";

Object.assign(process.env, inject("backups"), {
  ECAI_DATA_DIR: dataDir,
  BACKUP_DIR: join(dataDir, "backups"),
  NODE_ENV: "test",
  ECAI_SURFACE: "web",
  ECAI_URL: "http://localhost:3000",
  ECAI_OPERATOR_URL: "http://127.0.0.1:3001",
  ECAI_SECRET: "a-secret-for-tests-only-0123456789abcdef",
  DATABASE_URL: inWorkerDatabase(urls.app),
  DATABASE_OPERATOR_URL: inWorkerDatabase(urls.operator),
  DATABASE_OWNER_URL: inWorkerDatabase(urls.owner),
  DATABASE_BACKUP_URL: inWorkerDatabase(urls.backup),
  DATABASE_RESTORE_URL: urls.restore,
  DATABASE_SUPERUSER_URL: inWorkerDatabase(urls.superuser),
  STRIPE_SECRET_KEY: "sk_test_unit",
  STRIPE_WEBHOOK_SECRET: `whsec_${Buffer.from("stripe-secret-for-unit-tests").toString("base64")}`,
  STRIPE_API_BASE: nowhere,
  RESEND_API_KEY: "re_unit",
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from("resend-secret-for-unit-tests").toString("base64")}`,
  RESEND_BASE_URL: nowhere,
  RESEND_INBOUND_WEBHOOK_SECRET: `whsec_${Buffer.from("inbound-secret-for-unit-tests").toString("base64")}`,
  INBOUND_DOMAIN: "inbound.example.jp",
  MAIL_TRANSPORT: "resend",
  MAIL_FROM: "ECAI <no-reply@ecai.example>",
  LOG_LEVEL: "silent",
});

afterAll(async () => {
  const { closeDatabase } = await import("@/db/client");
  await closeDatabase();
});
