import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { createAddress } from "@/lib/addresses/mutations";
import { createAddressSchema } from "@/lib/addresses/schema";
import type { TenantContext } from "@/lib/auth/context";
import { createGroup } from "@/lib/groups/mutations";
import { getGroup } from "@/lib/groups/queries";
import { createTag, deleteTag, mergeTag, updateTag } from "./mutations";
import { getTag, listTags, listTagsWithCounts } from "./queries";
import { createTagSchema } from "./schema";

const addressWith = (ctx: TenantContext, tagIds: string[]) =>
  createAddress(
    ctx,
    createAddressSchema.parse({ email: uniqueEmail(), name: "", attributes: {}, tagIds }),
  );
const tag = (ctx: TenantContext, name: string) => createTag(ctx, { name, color: "gray" });

describe("tags", () => {
  it("W7: a tag is created, renamed, coloured and deleted; names are unique in one spelling", async () => {
    const { ctx } = await createTestTenant();
    const { id } = await createTag(ctx, createTagSchema.parse({ name: " ＶＩＰ ", color: "red" }));
    expect(await listTags(ctx)).toEqual([{ id, name: "VIP", color: "red" }]);
    await updateTag(ctx, { id, name: "お得意様", color: "teal" });
    expect(await getTag(ctx, id)).toEqual({ id, name: "お得意様", color: "teal" });
    const other = await tag(ctx, "ほか");
    const taken = { details: { fieldErrors: { name: ["tags.errors.nameTaken"] } } };
    await expect(tag(ctx, "お得意様")).rejects.toMatchObject(taken);
    await expect(
      updateTag(ctx, { id: other.id, name: "お得意様", color: "gray" }),
    ).rejects.toMatchObject(taken);
    await addressWith(ctx, [id]);
    expect(await deleteTag(ctx, { id })).toEqual({ addressCount: 1 });
    expect(await listTags(ctx)).toEqual([other]);
  });

  it.each(["", "   ", "x".repeat(51), "a\u0000b", "a\nb", "\ud800"])(
    "refuses the name %j",
    (name) => {
      expect(createTagSchema.safeParse({ name, color: "red" }).success).toBe(false);
    },
  );

  it("W7: merging moves addresses, groups and planned deliveries to the other tag", async () => {
    const { ctx } = await createTestTenant();
    const [from, into] = [await tag(ctx, "旧"), await tag(ctx, "新")];
    await addressWith(ctx, [from.id]);
    await addressWith(ctx, [from.id, into.id]);
    await addressWith(ctx, [into.id]);
    const group = await createGroup(ctx, {
      name: "旧の人",
      description: "",
      expression: { op: "not", item: { op: "tag", tagId: from.id } },
    });
    const [delivery] = await transaction(ctx, (tx) =>
      tx
        .insert(deliveries)
        .values({
          tenantId: ctx.tenantId,
          name: "案内",
          audience: { kind: "tags", match: "all", tagIds: [from.id, into.id] },
        })
        .returning({ id: deliveries.id }),
    );
    expect(await mergeTag(ctx, { id: from.id, intoId: into.id })).toEqual({ addressCount: 2 });
    expect(await listTagsWithCounts(ctx)).toEqual([{ ...into, addressCount: 3 }]);
    expect((await getGroup(ctx, group.id)).expression).toEqual({
      op: "not",
      item: { op: "tag", tagId: into.id },
    });
    const [stored] = await transaction(ctx, (tx) =>
      tx
        .select({ audience: deliveries.audience })
        .from(deliveries)
        .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, delivery?.id ?? ""))),
    );
    expect(stored?.audience).toEqual({ kind: "tags", match: "all", tagIds: [into.id] });
  });

  it("a tag that a group relies on is not deleted", async () => {
    const { ctx } = await createTestTenant();
    const { id } = await tag(ctx, "条件");
    await createGroup(ctx, { name: "G", description: "", expression: { op: "tag", tagId: id } });
    await expect(deleteTag(ctx, { id })).rejects.toMatchObject({
      code: "conflict",
      messageKey: "tags.errors.usedByGroup",
      details: { params: { name: "G" } },
    });
  });

  it("another tenant's tag is not found", async () => {
    const [own, other] = await Promise.all([createTestTenant(), createTestTenant()]);
    const theirs = await tag(other.ctx, "他社");
    const mine = await tag(own.ctx, "自社");
    const missing = { code: "not_found" };
    const change = { id: theirs.id, name: "x", color: "gray" as const };
    await expect(updateTag(own.ctx, change)).rejects.toMatchObject(missing);
    await expect(deleteTag(own.ctx, { id: theirs.id })).rejects.toMatchObject(missing);
    await expect(mergeTag(own.ctx, { id: mine.id, intoId: theirs.id })).rejects.toMatchObject(
      missing,
    );
    await expect(getTag(own.ctx, "not-an-id")).rejects.toMatchObject(missing);
  });
});
