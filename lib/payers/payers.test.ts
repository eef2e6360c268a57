import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startProviders } from "@/bin/testing/sign-up";
import { controlDb } from "@/db/client";
import { outboxMessages } from "@/db/schema/outbox";
import { tenants } from "@/db/schema/tenants";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { stripe } from "@/lib/checkouts/queries";
import { cancelContract, withdrawCancellation } from "@/lib/endings/mutations";
import { followEnding } from "./mutations";

vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => new Map(),
}));

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.stop());

it("a contract's end ends the subscription after its last day and is told to the provider, and so is the way back", async () => {
  const { ctx, tenantId } = await createTestTenant({ name: "株式会社終わり" });
  const subscription = `sub_end${tenantId.slice(0, 8)}`;
  const job = contextForJob(tenantId, "test");
  await transaction(job, (tx) =>
    tx.update(tenants).set({ stripeSubscriptionId: subscription }).where(eq(tenants.id, tenantId)),
  );
  const endsAt = async () => (await stripe().subscriptions.retrieve(subscription)).cancel_at;
  const endsOn = "2199-12-31";
  await cancelContract(ctx, {
    reason: "finished",
    note: "",
    endsOn,
    companyName: "株式会社終わり",
  });
  await followEnding(job);
  expect(await endsAt()).toBe(Date.parse("2200-01-01T00:00:00+09:00") / 1000);
  await withdrawCancellation(ctx);
  await followEnding(job);
  expect(await endsAt()).toBeNull();
  const told = await controlDb()
    .select({ part: outboxMessages.part, target: outboxMessages.target })
    .from(outboxMessages)
    .where(
      and(
        eq(outboxMessages.subjectType, "ending"),
        eq(outboxMessages.subjectId, tenantId),
        eq(outboxMessages.channel, "mail"),
      ),
    );
  expect(told.map(({ part }) => part.split("-")[0]).sort()).toEqual(["cancelled", "withdrawn"]);
});
