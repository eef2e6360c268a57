import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { desc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { typescriptProgram } from "@/bin/local/program";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { operatorAuditEntries, operators } from "@/db/schema/control";
import { operatorChallenges } from "@/db/schema/factors";
import { uniqueEmail } from "@/db/testing";
import type { OperatorContext } from "@/lib/auth/context";
import { operatorForSession } from "@/lib/auth/operator-sessions";
import { hashPassword } from "@/lib/auth/password";
import { readTicket } from "@/lib/auth/ticket";
import { AppError } from "@/lib/errors";
import { openOperatorSession, signInOperator } from "@/lib/operators/mutations";
import {
  changeOperatorPassword,
  revokeOtherOperatorSessions,
  revokeOwnOperatorSession,
} from "./mutations";
import { listOwnOperatorSessions } from "./queries";

const password = "plum-otter-lantern-42";
const newPassword = "grape-tuba-window-77";
const request = { ip: randomUUID(), userAgent: "vitest", requestId: randomUUID() };
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) =>
      error instanceof AppError ? JSON.stringify(error.details.fieldErrors ?? error.code) : error,
  );

type Operator = { id: string; name: string; email: string };

async function createOperator(): Promise<Operator> {
  const operator = { email: uniqueEmail("operator"), name: "運営 次郎" };
  const [row] = await controlDb()
    .insert(operators)
    .values({ ...operator, passwordHash: await hashPassword(password) })
    .returning({ id: operators.id });
  return { ...operator, id: row?.id ?? "" };
}

/** An operator whom the command of `npm run operator:create` made, with the password that it printed. */
async function createByCommand(): Promise<Operator & { printed: string }> {
  const email = uniqueEmail("operator");
  const { args, env } = typescriptProgram("bin/operator-create.ts");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...args, "--email", email, "--name", "運営 三郎"],
    { env: { ...process.env, ...env } },
  );
  const [, printed = ""] = stdout.split("\n");
  const [row] = await controlDb().select().from(operators).where(eq(operators.email, email));
  return { id: row?.id ?? "", name: row?.name ?? "", email, printed };
}

/** The context of a session that has just been opened. */
async function enter(operator: Operator): Promise<OperatorContext> {
  const { ticket } = await controlDb().transaction((tx) =>
    openOperatorSession(tx, operator, request),
  );
  const ctx = await contextOf(readTicket(ticket)?.sessionId ?? "");
  if (!ctx) throw new Error("no session");
  return ctx;
}

const contextOf = (sessionId: string) => operatorForSession(sessionId, request);
const isLive = async ({ sessionId }: OperatorContext) => (await contextOf(sessionId)) !== null;
const signIn = ({ email }: Operator, given: string) =>
  failure(signInOperator({ ...request, ip: randomUUID() }, { email, password: given }));

async function lastEntry({ id }: Operator) {
  const [entry] = await controlDb()
    .select()
    .from(operatorAuditEntries)
    .where(eq(operatorAuditEntries.operatorId, id))
    .orderBy(desc(operatorAuditEntries.seq))
    .limit(1);
  return entry;
}

describe("an operator's own account", () => {
  it("W35: a new password needs the present one, ends every other session and is written down", () =>
    asOperator(async () => {
      const operator = await createOperator();
      const [ctx, other] = [await enter(operator), await enter(operator)];
      expect(await signIn(operator, password)).toBeNull();
      const change = (current: string, next = newPassword) =>
        failure(changeOperatorPassword(ctx, { current, password: next }));
      expect(await change("wrong")).toContain('"current":["account.errors.wrongPassword"]');
      expect(await lastEntry(operator)).toMatchObject({
        action: "session.refused",
        details: { reason: "password" },
      });
      expect(await change(password, password)).toContain("account.errors.samePassword");
      expect(await change(password, operator.email)).toContain("validation.passwordTooCommon");
      expect(await isLive(other)).toBe(true);

      expect(await change(password)).toBeNull();
      expect([await isLive(ctx), await isLive(other)]).toEqual([true, false]);
      const open = await controlDb()
        .select()
        .from(operatorChallenges)
        .where(eq(operatorChallenges.operatorId, operator.id));
      expect(open).toEqual([]);
      expect(await lastEntry(operator)).toMatchObject({
        action: "password.changed",
        targetId: operator.id,
        details: { isFirst: false },
      });
      expect(await signIn(operator, password)).toBe('"invalid"');
      expect(await signIn(operator, newPassword)).toBeNull();
    }));

  it("W35: guessing the present password in a running session is throttled", () =>
    asOperator(async () => {
      const ctx = await enter(await createOperator());
      const guess = (current: string) =>
        failure(changeOperatorPassword(ctx, { current, password: newPassword }));
      for (let count = 0; count < 10; count++) expect(await guess("wrong")).toContain("current");
      expect(await guess(password)).toContain("throttled");
    }));

  it("W35: one's sessions are listed with their last use and ended one by one or all but the one in use", () =>
    asOperator(async () => {
      const operator = await createOperator();
      const stranger = await enter(await createOperator());
      const [ctx, second, third] = [
        await enter(operator),
        await enter(operator),
        await enter(operator),
      ];
      const listed = async () => (await listOwnOperatorSessions(ctx)).map(({ id }) => id).sort();
      const idsOf = (...contexts: OperatorContext[]) =>
        contexts.map(({ sessionId }) => sessionId).sort();
      expect(await listed()).toEqual(idsOf(ctx, second, third));
      const foreign = { sessionId: stranger.sessionId };
      expect(await failure(revokeOwnOperatorSession(ctx, foreign))).toContain("not_found");
      expect(await isLive(stranger)).toBe(true);
      await revokeOwnOperatorSession(ctx, { sessionId: second.sessionId });
      expect(await listed()).toEqual(idsOf(ctx, third));
      await revokeOtherOperatorSessions(ctx);
      expect(await listed()).toEqual(idsOf(ctx));
      expect(await lastEntry(operator)).toMatchObject({
        action: "session.revoked",
        details: { others: true },
      });
    }));
});

describe("a password that was made for an operator", () => {
  it("W35: is replaced by their own, which alone lets them in from then on", () =>
    asOperator(async () => {
      const { printed, ...operator } = await createByCommand();
      expect(await signIn(operator, printed)).toBeNull();
      const ctx = await enter(operator);
      expect(ctx.mustChoosePassword).toBe(true);
      const change = (next: string) =>
        failure(changeOperatorPassword(ctx, { current: printed, password: next }));
      expect(await change(printed)).toContain("account.errors.samePassword");
      expect((await contextOf(ctx.sessionId))?.mustChoosePassword).toBe(true);
      expect(await change(newPassword)).toBeNull();
      expect((await contextOf(ctx.sessionId))?.mustChoosePassword).toBe(false);
      expect((await lastEntry(operator))?.details).toEqual({ isFirst: true });
      expect(await signIn(operator, printed)).toBe('"invalid"');
      expect(await signIn(operator, newPassword)).toBeNull();
    }));

  it("W35: lets nobody in any more once its days are over, whoever has it", () =>
    asOperator(async () => {
      const { printed, ...operator } = await createByCommand();
      const [row] = await controlDb().select().from(operators).where(eq(operators.id, operator.id));
      const days = ((row?.initialPasswordUntil?.getTime() ?? 0) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(6.9);
      expect(days).toBeLessThanOrEqual(7);
      await controlDb()
        .update(operators)
        .set({ initialPasswordUntil: new Date(Date.now() - 1000) })
        .where(eq(operators.id, operator.id));
      expect(await signIn(operator, printed)).toBe('"invalid"');
    }));
});
