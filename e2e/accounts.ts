import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { BrowserContext } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { operatorOwner, ownerKey } from "@/lib/auth/factor-owner";
import { hashPassword } from "@/lib/auth/password";
import type { RoleName } from "@/lib/auth/permissions";
import { newTotpSecret, periodSeconds, totpCode } from "@/lib/auth/totp";
import { seal } from "@/lib/secret-box";
import { termsVersion } from "@/lib/terms/rules";
import type { Service } from "./service";

export const password = "柿の木坂で待つ五人と一匹の白い犬";
let passwordHash: Promise<string> | undefined;

export type Tenant = { id: string; name: string };
export type User = { id: string; tenantId: string; email: string; name: string; role: RoleName };
export type UserChanges = { granted?: string[]; denied?: string[]; name?: string };

export const uniqueEmail = (prefix: string): string =>
  `${prefix}-${randomUUID().slice(0, 12)}@example.jp`;

/** A tenant of its own that may send at once. */
export async function createTenant({ sql }: Service): Promise<Tenant> {
  const id = randomUUID();
  const name = `旅路物産株式会社 ${id.slice(0, 4)}`;
  await sql`
    insert into tenants (id, account_id, name, plan_id, storage_region, legal_name, postal_address, complaint_contact)
    values (${id}, ${`EC-${id.slice(0, 8)}`}, ${name}, 'standard', '日本 (東京)', ${name},
      '長野県松本市中央1-2-3', 'contact@tabiji.example.jp')`;
  return { id, name };
}

/** An active user who has agreed to today's terms. */
export async function createUser(
  { sql }: Service,
  tenant: Tenant,
  role: RoleName,
  changes: UserChanges = {},
): Promise<User> {
  passwordHash ??= hashPassword(password);
  const id = randomUUID();
  const user = { id, tenantId: tenant.id, email: uniqueEmail(role), role };
  const name = changes.name ?? "高﨑 花子";
  const { granted = [], denied = [] } = changes;
  await sql`
    insert into users (tenant_id, id, email, name, state, role, granted, denied, password_hash)
    values (${tenant.id}, ${id}, ${user.email}, ${name}, 'active', ${role}, ${granted}, ${denied},
      ${await passwordHash})`;
  await sql`
    insert into terms_acceptances (tenant_id, user_id, version)
    values (${tenant.id}, ${id}, ${termsVersion})`;
  return { ...user, name };
}

type SessionCookie = { name: string; value: string };

/** Makes a session row for the user and the cookie that points to it. */
export async function createSession(
  service: Service,
  user: { id: string; tenantId: string },
): Promise<SessionCookie & { sessionId: string }> {
  const sessionId = randomUUID();
  await service.sql`
    insert into sessions (tenant_id, id, user_id, expires_at)
    values (${user.tenantId}, ${sessionId}, ${user.id}, now() + interval '1 day')`;
  const name = "ecai-session";
  const value = await encode({
    salt: name,
    secret: `${service.secret}:web`,
    token: { sub: sessionId, tenantId: user.tenantId, surface: "web" },
  });
  return { name, value, sessionId };
}

/** Signs a browser in by a session row and the cookie that points to it. */
export async function giveSession(
  service: Service,
  context: BrowserContext,
  user: { id: string; tenantId: string },
): Promise<string> {
  const { name, value, sessionId } = await createSession(service, user);
  await context.addCookies([{ name, value, url: service.url, httpOnly: true, sameSite: "Lax" }]);
  return sessionId;
}

type Operator = { id: string; email: string; name: string };

const operatorApps = new Map<string, { secret: string; lastStep: number }>();
const stepMs = periodSeconds * 1000;

export const hasOperatorApp = (email: string): boolean => operatorApps.has(email);

/**
 * A code of an operator's app that has not been used and is good for half a minute from now at least: this step's, then the
 * next one's. For a third one within a step its time is waited for.
 */
export async function operatorCode(email: string): Promise<string> {
  const app = operatorApps.get(email);
  if (!app) throw new Error(`${email} has no app`);
  const step = Math.max(app.lastStep + 1, Math.floor(Date.now() / stepMs));
  app.lastStep = step;
  await setTimeout(Math.max(0, (step - 1) * stepMs - Date.now()));
  return totpCode(app.secret, step * stepMs);
}

/** A new operator with the common password, and an authenticator app unless it is left out. */
export async function createOperator(
  { sql, secret: serviceSecret }: Service,
  { hasApp = true } = {},
): Promise<Operator> {
  passwordHash ??= hashPassword(password);
  const operator = { id: randomUUID(), email: uniqueEmail("operator"), name: "運営 次郎" };
  await sql`
    insert into operators (id, email, name, password_hash)
    values (${operator.id}, ${operator.email}, ${operator.name}, ${await passwordHash})`;
  if (!hasApp) return operator;
  // The seal is made as the service makes it, under its own secret.
  Object.assign(process.env, {
    ECAI_SECRET: serviceSecret,
    ECAI_SURFACE: "operator",
    DATABASE_URL: "postgres://127.0.0.1/none",
  });
  const secret = newTotpSecret();
  const sealed = seal(secret, { purpose: "totp", owner: ownerKey(operatorOwner(operator)) });
  await sql`insert into operator_totp (operator_id, secret, confirmed_at)
    values (${operator.id}, ${sealed}, now())`;
  operatorApps.set(operator.email, { secret, lastStep: 0 });
  return operator;
}

/** Makes a session row for the operator and the cookie that points to it. */
export async function createOperatorSession(
  service: Service,
  operator: { id: string },
): Promise<SessionCookie> {
  const sessionId = randomUUID();
  await service.sql`
    insert into operator_sessions (id, operator_id, expires_at)
    values (${sessionId}, ${operator.id}, now() + interval '1 day')`;
  const name = "ecai-operator-session";
  const value = await encode({
    salt: name,
    secret: `${service.secret}:operator`,
    token: { sub: sessionId, tenantId: null, surface: "operator" },
  });
  return { name, value };
}

/** Signs a browser in to the operator console by a session row and the cookie that points to it. */
export async function giveOperatorSession(
  service: Service,
  context: BrowserContext,
  operator: { id: string },
): Promise<void> {
  const cookie = await createOperatorSession(service, operator);
  const url = service.operatorUrl;
  await context.addCookies([{ ...cookie, url, httpOnly: true, sameSite: "Lax" }]);
}
