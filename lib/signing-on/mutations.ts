import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, gt, lt } from "drizzle-orm";
import { signOnAttempts, signOnProviders } from "@/db/schema/sign-on";
import { transaction } from "@/db/transaction";
import type { signOnAttemptPurposes } from "@/db/values";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { contextForVisitor } from "@/lib/auth/visitor";
import { AppError, notFound } from "@/lib/errors";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import {
  authorizationUrl,
  newOidcAttempt,
  OidcError,
  type OidcPerson,
  readPerson,
} from "@/lib/oidc";
import { paths } from "@/lib/paths";
import { seal, unseal } from "@/lib/secret-box";
import { readAccount } from "@/lib/sign-in/queries";
import { localPath } from "@/lib/sign-in/rules";
import { type Provider, toOidcClient } from "@/lib/sign-on/queries";
import { openSessionFor } from "@/lib/signing-on-users/mutations";
import { hashToken, randomToken } from "@/lib/tokens";
import { isUuid } from "@/lib/uuid";
import { findProviderFor, findUsableProvider } from "./queries";
import { signOnProblem } from "./rules";
import { type AttemptSecrets, attemptSecretsSchema, type StartSignOnInput } from "./schema";

type Purpose = (typeof signOnAttemptPurposes)[number];
type Started = { href: string; browser: string };

const lifetimeMs = 10 * 60_000;
const startsPerNetwork = { most: 100, windowSeconds: 900 };
const searchesPerNetwork = { most: 200, windowSeconds: 900 };
const testsPerTenant = { most: 30, windowSeconds: 900 };

const attemptSeal = (tenantId: string, id: string) => ({
  purpose: "sign-on-attempt",
  owner: `${tenantId}:${id}`,
});

/** Whether people of the address's domain sign in by a provider of their own: a fact of the domain, not of a person. */
export async function searchSignOn(
  request: RequestInfo,
  { email }: { email: string },
): Promise<{ isCaptured: boolean; isRequired: boolean }> {
  await throttle("sign-on-search", request.ip ?? "", searchesPerNetwork);
  const provider = await findProviderFor(email);
  return { isCaptured: provider !== null, isRequired: provider?.isRequired ?? false };
}

/** Begins a sign-in: where to send the browser, and what to leave in it. */
export async function startSignOn(
  request: RequestInfo,
  { email, next }: StartSignOnInput,
): Promise<Started> {
  await throttle("sign-on-start", request.ip ?? "", startsPerNetwork);
  const provider = await findProviderFor(email);
  if (!provider) throw signOnProblem("no_domain", "invalid");
  const href = localPath(next) ?? paths.dashboard;
  return start(provider, "sign_in", { next: href, userId: null }, email);
}

/** Begins a sign-in that opens no session: it shows that the settings are right. */
export async function startTest(ctx: TenantContext): Promise<Started> {
  authorize(ctx, "access:write");
  await throttle("sign-on-test", ctx.tenantId, testsPerTenant);
  const provider = await findUsableProvider(ctx.tenantId);
  if (!provider) throw notFound();
  const started = await start(provider, "test", { next: "", userId: ctx.actor.id });
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "sign_on.test_started",
      targetType: "sign_on_provider",
      targetId: provider.id,
    }),
  );
  return started;
}

async function start(
  provider: Provider,
  purpose: Purpose,
  kept: Pick<AttemptSecrets, "next" | "userId">,
  loginHint?: string,
): Promise<Started> {
  const { tenantId } = provider;
  const [id, browser] = [randomUUID(), randomToken()];
  const attempt = newOidcAttempt(randomToken());
  const redirectUri = absoluteUrl(paths.signOnReturn(tenantId));
  const asked = authorizationUrl(toOidcClient(provider), attempt, { redirectUri, loginHint });
  const href = await asked.catch(refuse);
  const secrets: AttemptSecrets = { ...kept, nonce: attempt.nonce, verifier: attempt.verifier };
  await transaction({ tenantId, actor: { id: null } }, async (tx) => {
    await tx
      .delete(signOnAttempts)
      .where(and(eq(signOnAttempts.tenantId, tenantId), lt(signOnAttempts.expiresAt, new Date())));
    await tx.insert(signOnAttempts).values({
      tenantId,
      id,
      purpose,
      stateHash: hashToken(attempt.state),
      browserHash: hashToken(browser),
      secrets: seal(JSON.stringify(secrets), attemptSeal(tenantId, id)),
      expiresAt: new Date(Date.now() + lifetimeMs),
    });
  });
  return { href, browser };
}

function refuse(error: unknown): never {
  if (error instanceof OidcError) throw signOnProblem(error.problem, "unavailable");
  throw error;
}

export type Returned = { tenantId: string; search: string; browser: string | null };

/**
 * What follows the browser's return: a session, or the note that the settings work. The attempt is used up by the first
 * return from its own browser to its own tenant. `purpose` on a failure tells which page to show it on.
 */
export async function finishSignOn(request: RequestInfo, { tenantId, search, browser }: Returned) {
  const state = new URLSearchParams(search).get("state");
  const attempt = state && browser ? await takeAttempt(tenantId, state, browser) : null;
  if (!attempt || !state) throw signOnProblem("attempt_ended", "expired");
  const provider = await findUsableProvider(tenantId);
  const { purpose, secrets } = attempt;
  if (!provider || (purpose === "sign_in" && !provider.isOn)) throw signOnProblem("not_on");
  const returned = new URL(absoluteUrl(paths.signOnReturn(tenantId)));
  returned.search = search;
  const asked = readPerson(toOidcClient(provider), { ...secrets, state }, returned);
  try {
    const person = await asked.catch(refuse);
    if (purpose === "test") {
      await recordTest(request, provider, person, secrets.userId ?? "");
      return { purpose };
    }
    return { purpose, next: secrets.next, ...(await openSessionFor(request, provider, person)) };
  } catch (error) {
    throw error instanceof AppError
      ? new AppError(error.code, error.messageKey, { params: { purpose } })
      : error;
  }
}

async function takeAttempt(tenantId: string, state: string, browser: string) {
  if (!isUuid(tenantId)) return null;
  const [row] = await transaction({ tenantId, actor: { id: null } }, (tx) =>
    tx
      .delete(signOnAttempts)
      .where(
        and(
          eq(signOnAttempts.tenantId, tenantId),
          eq(signOnAttempts.stateHash, hashToken(state)),
          eq(signOnAttempts.browserHash, hashToken(browser)),
          gt(signOnAttempts.expiresAt, new Date()),
        ),
      )
      .returning(),
  );
  if (!row) return null;
  const text = unseal(row.secrets, attemptSeal(tenantId, row.id));
  return { purpose: row.purpose, secrets: attemptSecretsSchema.parse(JSON.parse(text)) };
}

/** The settings count as tried out only if they are still the ones that the attempt was made with. */
async function recordTest(
  request: RequestInfo,
  provider: Provider,
  person: OidcPerson,
  userId: string,
): Promise<void> {
  const { tenantId, id } = provider;
  await transaction({ tenantId, actor: { id: userId } }, async (tx) => {
    const account = await readAccount(tx, tenantId, userId);
    if (!account) throw signOnProblem("attempt_ended", "expired");
    const [row] = await tx
      .update(signOnProviders)
      .set({ testedAt: new Date() })
      .where(
        and(
          eq(signOnProviders.tenantId, tenantId),
          eq(signOnProviders.id, id),
          eq(signOnProviders.issuer, provider.issuer),
          eq(signOnProviders.clientId, provider.clientId),
          eq(signOnProviders.clientSecret, provider.clientSecret),
        ),
      )
      .returning({ id: signOnProviders.id });
    if (!row) throw signOnProblem("attempt_ended", "expired");
    await recordAudit(tx, contextForVisitor(account, request), {
      action: "sign_on.tested",
      targetType: "sign_on_provider",
      targetId: id,
      details: { issuer: person.issuer },
    });
  });
}
