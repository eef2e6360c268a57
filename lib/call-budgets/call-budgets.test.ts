import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { createBudget, type Told } from "@/lib/sending/budget";
import { listCallBudgets } from "./queries";

const nothing: Told = { policy: undefined, unpaced: 0, used: 0, closedMs: 0, isRefused: false };

it("W24: staff see what each mail provider allows, how much of it is in use, and until when it wants no call", async () => {
  const [open, closed] = ["a", "b"].map((name) => `https://${name}-${randomUUID()}.example.com`);
  await createBudget(open ?? "").tell({ ...nothing, policy: { limit: 10, windowMs: 60_000 } });
  const refused: Told = { ...nothing, closedMs: 3_600_000, isRefused: true };
  await createBudget(closed ?? "").tell(refused);
  const listed = await asOperator(listCallBudgets);
  const found = [open, closed].map((name) => listed.find(({ provider }) => provider === name));
  expect(found).toEqual([
    {
      provider: open,
      allowance: { calls: 10, windowSeconds: 60 },
      share: 1,
      closedUntil: null,
    },
    { provider: closed, allowance: null, share: 0.95, closedUntil: expect.any(Date) },
  ]);
});
