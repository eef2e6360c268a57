import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { signOnIdentities } from "@/db/schema/sign-on";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { contextForJob, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { createSession } from "@/lib/auth/sessions";
import { issueTicket } from "@/lib/auth/ticket";
import { supersedeUserTokens } from "@/lib/auth/user-tokens";
import { contextForVisitor } from "@/lib/auth/visitor";
import { isCleanLine } from "@/lib/clean-text";
import { AppError } from "@/lib/errors";
import type { OidcPerson } from "@/lib/oidc";
import { hasAcceptedTerms } from "@/lib/sign-in/queries";
import { recordSignIn } from "@/lib/sign-ins/mutations";
import type { Provider } from "@/lib/sign-on/queries";
import { hasCaptured } from "@/lib/sign-on-domains/queries";
import { lockUserByEmail, lockUserBySubject } from "@/lib/signing-on/queries";
import { domainOf, problemIn, signOnProblem, trustedEmail } from "@/lib/signing-on/rules";
import { maskText } from "@/lib/users/rules";

type User = typeof users.$inferSelect;

/** Opens the session of whom the provider named: by its subject, else by a proven e-mail address, else as a new user. */
export async function openSessionFor(request: RequestInfo, provider: Provider, person: OidcPerson) {
  try {
    return await open(request, provider, person).catch((error) => {
      // Two first sign-ins of one person at once: the second finds what the first has made.
      if (isUniqueViolation(error)) return open(request, provider, person);
      throw error;
    });
  } catch (error) {
    if (error instanceof AppError) await recordRefusal(request, provider, person, problemIn(error));
    throw error;
  }
}

function open(request: RequestInfo, provider: Provider, person: OidcPerson) {
  const { tenantId } = provider;
  return transaction({ tenantId, actor: { id: null } }, async (tx) => {
    const user = await findUser(tx, request, provider, person);
    if (user.state === "deactivated") throw signOnProblem("deactivated");
    const ctx = contextForVisitor(user, request);
    if (user.state === "invited") await activate(tx, ctx, user);
    const sessionId = await createSession(tx, user, request, "single_sign_on");
    await recordSignIn(tx, user, request, { outcome: "success", factor: "sso" });
    await recordAudit(tx, ctx, {
      action: "session.created",
      targetType: "session",
      targetId: sessionId,
      details: { way: "single_sign_on", issuer: person.issuer },
    });
    const mustAcceptTerms = !(await hasAcceptedTerms(tx, tenantId, user.id));
    return { ticket: issueTicket({ surface: "web", tenantId, sessionId }), mustAcceptTerms };
  });
}

async function findUser(
  tx: Transaction,
  request: RequestInfo,
  provider: Provider,
  person: OidcPerson,
): Promise<User> {
  const { tenantId } = provider;
  const known = await lockUserBySubject(tx, tenantId, person);
  if (known) {
    await tx
      .update(signOnIdentities)
      .set({ lastUsedAt: new Date() })
      .where(
        and(
          eq(signOnIdentities.tenantId, tenantId),
          eq(signOnIdentities.issuer, person.issuer),
          eq(signOnIdentities.subject, person.subject),
        ),
      );
    return known;
  }
  const email = trustedEmail(person);
  if (!email || !(await hasCaptured(tx, tenantId, domainOf(email))))
    throw signOnProblem("email_not_trusted");
  const found = await lockUserByEmail(tx, tenantId, email);
  if (!found && !provider.createsUsers) throw signOnProblem("unknown_user");
  if (found?.state === "deactivated") throw signOnProblem("deactivated");
  const user = found ?? (await provision(tx, request, provider, person, email));
  await link(tx, request, user, person);
  return user;
}

async function provision(
  tx: Transaction,
  request: RequestInfo,
  { tenantId, defaultRole }: Provider,
  person: OidcPerson,
  email: string,
): Promise<User> {
  const given = person.name?.trim().slice(0, 100) ?? "";
  const name = given && isCleanLine(given) ? given : email.slice(0, email.lastIndexOf("@"));
  const [user] = await tx
    .insert(users)
    .values({ tenantId, email, name, role: defaultRole, state: "active" })
    .returning();
  if (!user) throw new Error("user was not created");
  await recordAudit(tx, contextForVisitor(user, request), {
    action: "user.provisioned",
    targetType: "user",
    targetId: user.id,
    details: { email: maskText(email), role: defaultRole, issuer: person.issuer },
  });
  return user;
}

/** A user who is linked to another subject of this provider stays with that one: an address that was given anew is not them. */
async function link(tx: Transaction, request: RequestInfo, user: User, person: OidcPerson) {
  const { tenantId, id: userId } = user;
  const { issuer, subject } = person;
  const [other] = await tx
    .select({ subject: signOnIdentities.subject })
    .from(signOnIdentities)
    .where(
      and(
        eq(signOnIdentities.tenantId, tenantId),
        eq(signOnIdentities.userId, userId),
        eq(signOnIdentities.issuer, issuer),
      ),
    );
  // Two first sign-ins at once: the other one has linked the same person meanwhile.
  if (other?.subject === subject) return;
  if (other) throw signOnProblem("other_identity", "conflict");
  await tx.insert(signOnIdentities).values({ tenantId, userId, issuer, subject });
  await recordAudit(tx, contextForVisitor(user, request), {
    action: "sign_on.identity_linked",
    targetType: "user",
    targetId: userId,
    details: { issuer },
  });
}

/** The provider's word takes the place of the mailed link, which ends. */
async function activate(tx: Transaction, ctx: TenantContext, user: User): Promise<void> {
  const own = and(eq(users.tenantId, user.tenantId), eq(users.id, user.id));
  await tx.update(users).set({ state: "active", updatedAt: new Date() }).where(own);
  await supersedeUserTokens(tx, user, "invitation");
  await recordAudit(tx, ctx, { action: "user.joined", targetType: "user", targetId: user.id });
}

async function recordRefusal(
  request: RequestInfo,
  { tenantId }: Provider,
  person: OidcPerson,
  reason: string,
): Promise<void> {
  const ctx = { ...contextForJob(tenantId, "sign-on"), request };
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "session.refused",
      details: {
        way: "single_sign_on",
        reason,
        email: person.email ? maskText(person.email) : null,
        issuer: person.issuer,
      },
    }),
  );
}
