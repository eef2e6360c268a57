import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { operatorSessions, operators } from "@/db/schema/control";
import { uniqueEmail } from "@/db/testing";
import { paths } from "@/lib/paths";
import { operatorAction } from "./action";
import { requireOperator } from "./require";
import { operatorRoute } from "./route";

const session = vi.hoisted(() => {
  process.env.ECAI_SURFACE = "operator";
  return { surface: "operator", sessionId: "" };
});
vi.mock("./next-auth", () => ({ auth: async () => session, sessionCookie: () => "session" }));
vi.mock("next/headers", () => ({
  cookies: async () => new Map(),
  headers: async () => new Headers({ origin: "http://127.0.0.1:3001", "x-path": "/operator" }),
}));
vi.mock("next-intl/server", () => ({
  getTranslations: async () => Object.assign((key: string) => key, { has: () => true }),
}));
vi.mock("next/navigation", () => ({
  redirect: (href: string) => {
    throw new Error(`led to ${href}`);
  },
}));

const work = vi.fn(async () => {});
const act = operatorAction(z.object({}), work);
const choose = operatorAction(z.object({}), work, { isChoosingPassword: true });
const route = operatorRoute(async () => Response.json("content"));

const open = () =>
  route(new NextRequest("http://127.0.0.1:3001/file"), { params: Promise.resolve({}) });

/** Signs in somebody who has until then to choose a password; null: who has chosen one. */
async function signInWith(initialPasswordUntil: Date | null): Promise<void> {
  const [operator] = await controlDb()
    .insert(operators)
    .values({
      email: uniqueEmail("operator"),
      name: "運営",
      passwordHash: "x",
      initialPasswordUntil,
    })
    .returning({ id: operators.id });
  session.sessionId = randomUUID();
  await controlDb()
    .insert(operatorSessions)
    .values({
      id: session.sessionId,
      operatorId: operator?.id ?? "",
      expiresAt: new Date(Date.now() + 60_000),
    });
}

beforeEach(() => work.mockClear());

describe("what opens to an operator", () => {
  it("W35: is nothing but choosing a password while theirs was made for them", () =>
    asOperator(async () => {
      await signInWith(new Date(Date.now() + 60_000));
      await expect(requireOperator()).rejects.toThrow(`led to ${paths.operatorOwnPassword}`);
      expect(await act({})).toMatchObject({ ok: false, code: "not_permitted" });
      const answer = await open();
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain("operatorAccount.errors.passwordNeeded");
      expect(work).not.toHaveBeenCalled();
      expect(await choose({})).toMatchObject({ ok: true });
      expect(work).toHaveBeenCalledOnce();
    }));

  it("W35: is still nothing else when the days of that password end during the session", () =>
    asOperator(async () => {
      await signInWith(new Date(Date.now() - 60_000));
      await expect(requireOperator()).rejects.toThrow(`led to ${paths.operatorOwnPassword}`);
      expect(await act({})).toMatchObject({ ok: false, code: "not_permitted" });
      expect(work).not.toHaveBeenCalled();
    }));

  it("W35: is the console once they have one of their own", () =>
    asOperator(async () => {
      await signInWith(null);
      expect((await requireOperator()).sessionId).toBe(session.sessionId);
      expect(await act({})).toMatchObject({ ok: true });
      expect((await open()).status).toBe(200);
    }));
});
