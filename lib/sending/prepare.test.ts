import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { transaction } from "@/db/transaction";
import { findPreviewAddresses } from "@/lib/previews/queries";
import { prepareNext } from "./prepare";
import { countAudience, listExclusions } from "./queries";
import { mergeValues } from "./rules";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  stateOf,
} from "./test-delivery";

it("W14: keeps suppressed addresses in the ledger, numbers batches through and resumes where it stopped", async () => {
  const tenant = await createAudience(530, [3, 77]);
  const id = await scheduleTestDelivery(tenant);
  const steps = [];
  do steps.push(await prepareNext(tenant.ctx, id, 200));
  while (steps.at(-1) === "more");
  expect(steps).toEqual(["more", "more", "more", "ready"]);
  expect(await prepareNext(tenant.ctx, id, 200)).toBe("left");
  expect(await stateOf(tenant, id)).toBe("sending");
  expect(await balancedLedger(tenant, id)).toMatchObject({
    audience: 530,
    queued: 528,
    suppressed: 2,
  });
  const rows = await transaction(tenant.ctx, (tx) =>
    tx.execute<{ batch_no: number; audience: number }>(sql`select batch_no, audience from batches
      where tenant_id = ${tenant.tenantId} and delivery_id = ${id} order by batch_no`),
  );
  expect(rows.map((row) => row.batch_no)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(rows.every((row) => row.audience <= 100)).toBe(true);
});

it("leaves nobody waiting when the group goes away in the middle", async () => {
  const tenant = await createAudience(30);
  const { tenantId, ctx } = tenant;
  const groupId = "3f0c2f0e-6a7a-4a3f-9a43-000000000001";
  const nobody = { op: "tag", tagId: groupId };
  await transaction(ctx, (tx) =>
    tx.execute(sql`insert into groups (tenant_id, id, name, expression)
      values (${tenantId}, ${groupId}, 'g', ${JSON.stringify({ op: "not", item: nobody })}::jsonb)`),
  );
  const id = await scheduleTestDelivery(tenant, { kind: "group", groupId });
  expect(await prepareNext(ctx, id, 10)).toBe("more");
  expect(await prepareNext(ctx, id, 10)).toBe("more");
  await transaction(ctx, (tx) => tx.execute(sql`delete from groups where tenant_id = ${tenantId}`));
  expect(await prepareNext(ctx, id, 10)).toBe("left");
  expect(await stateOf(tenant, id)).toBe("failed");
  expect(await balancedLedger(tenant, id)).toMatchObject({
    audience: 10,
    queued: 0,
    cancelled: 10,
  });
});

it("freezes the merge values that the content uses, as the preview shows them", async () => {
  const tenant = await createAudience(2);
  const id = await scheduleTestDelivery(tenant);
  while ((await prepareNext(tenant.ctx, id)) === "more");
  const [row] = await transaction(tenant.ctx, async (tx) => {
    await tx.update(addresses).set({ name: "改名" }).where(sql`tenant_id = ${tenant.tenantId}`);
    return tx.execute<{ merge: Record<string, string> }>(sql`select merge from recipients
      where tenant_id = ${tenant.tenantId} and delivery_id = ${id} and email = ${emailOf(1)}`);
  });
  const before = { email: emailOf(1), name: "人1", attributes: { 番号: 1 } };
  expect(row?.merge).toEqual(mergeValues(before, ["名前", "番号"]));
});

it("counts an audience by tags, any or all, and names who is left out", async () => {
  const tenant = await createAudience(4, [2]);
  const { tenantId, ctx } = tenant;
  const ids = await transaction(ctx, async (tx) => {
    const people = await tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(sql`tenant_id = ${tenantId}`)
      .orderBy(addresses.email);
    const made = await tx
      .insert(tags)
      .values([
        { tenantId, name: "a" },
        { tenantId, name: "b" },
      ])
      .returning({ id: tags.id });
    const pairs = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
    ] as const;
    await tx.insert(addressTags).values(
      pairs.map(([tag, person]) => ({
        tenantId,
        tagId: made[tag]?.id ?? "",
        addressId: people[person]?.id ?? "",
      })),
    );
    return made.map((tag) => tag.id);
  });
  const count = async (match: "any" | "all") =>
    countAudience(ctx, { kind: "tags", match, tagIds: ids });
  expect(await count("any")).toEqual({
    total: 3,
    recipients: 2,
    suppressed: [{ reason: "manual", count: 1 }],
  });
  expect(await count("all")).toMatchObject({ total: 1, recipients: 0 });
  const excluded = await listExclusions(ctx, { kind: "tags", match: "any", tagIds: ids });
  expect(excluded).toMatchObject([{ email: emailOf(2), reason: "manual" }]);
  expect(
    await listExclusions(ctx, { kind: "everyone" }, { after: excluded[0]?.addressId }),
  ).toEqual([]);
});

it("sends only to those with consent on record where that is asked for, as many as were counted", async () => {
  const tenant = await createAudience(6, [2]);
  const { tenantId, ctx } = tenant;
  await transaction(ctx, (tx) =>
    tx
      .update(addresses)
      .set({ consentSource: "申込書", consentAt: new Date("2026-01-04") })
      .where(
        sql`tenant_id = ${tenantId} and email in (${emailOf(1)}, ${emailOf(2)}, ${emailOf(4)})`,
      ),
  );
  const everyone = { kind: "everyone", needsConsent: true } as const;
  const groupId = crypto.randomUUID();
  await transaction(ctx, (tx) =>
    tx.execute(sql`insert into groups (tenant_id, id, name, expression) values (${tenantId}, ${groupId}, 'g',
      ${JSON.stringify({
        op: "or",
        items: [
          { op: "consent", test: "missing" },
          { op: "consent", test: "recorded" },
        ],
      })}::jsonb)`),
  );
  const counted = {
    total: 3,
    recipients: 2,
    suppressed: [{ reason: "manual" as const, count: 1 }],
  };
  for (const audience of [everyone, { kind: "group", groupId, needsConsent: true } as const]) {
    expect(await countAudience(ctx, audience)).toEqual(counted);
    const found = await findPreviewAddresses(ctx, { term: "", audience });
    expect(found.map(({ email }) => email).sort()).toEqual([emailOf(1), emailOf(4)].sort());
    const id = await scheduleTestDelivery(tenant, audience);
    while ((await prepareNext(ctx, id)) === "more");
    expect(await balancedLedger(tenant, id)).toMatchObject({
      audience: 3,
      queued: 2,
      suppressed: 1,
    });
  }
  expect((await countAudience(ctx, { ...everyone, needsConsent: false })).total).toBe(6);
});
