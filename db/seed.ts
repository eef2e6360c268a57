import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { closeDatabase, type Transaction } from "./client";
import { demoAttributes, demoEmail, demoTenantId, demoUsers } from "./demo/content";
import { insertForms } from "./demo/forms";
import { insertHistory } from "./demo/history";
import { seedOperator } from "./demo/operator";
import { type DemoPerson, demoPeople, demoTags } from "./demo/people";
import { type Demo, newDemo, type Passwords } from "./demo/sign-ins";
import {
  addresses,
  addressTags,
  attributeDefinitions,
  groups,
  suppressions,
  tags,
} from "./schema/addresses";
import { senders } from "./schema/deliveries";
import { tenants } from "./schema/tenants";
import { termsAcceptances, users } from "./schema/users";
import { transaction } from "./transaction";

const tenantId = demoTenantId;
const addressCount = 420;
const footer = {
  legalName: "株式会社サンプル商店",
  postalAddress: "東京都千代田区丸の内9丁目9番9号 サンプルビル3階",
  complaintContact: "https://www.example.jp/contact",
};

/**
 * Fills an empty local database with a tenant of believable sample data. Later runs change nothing but a lost password,
 * and note whether the ones that were made here have been changed.
 */
export async function seed(options: {
  dataDir: string;
  termsVersion: string;
  passwords: Passwords;
}): Promise<void> {
  const file = join(options.dataDir, "demo.json");
  const isKnown = existsSync(file);
  const demo: Demo = isKnown ? JSON.parse(readFileSync(file, "utf8")) : newDemo();
  try {
    const scope = { tenantId, actor: { id: null } };
    const { hash, verify } = options.passwords;
    const user = await transaction(scope, (tx) => seedTenant(tx, demo, isKnown, options));
    const operator = await seedOperator(demo, isKnown, hash);
    demo.changed = {
      user: !(await verify(user, demo.password)),
      operator: !(await verify(operator, demo.operatorPassword)),
    };
  } finally {
    await closeDatabase();
  }
  writeFileSync(file, JSON.stringify(demo, null, 2), { mode: 0o600 });
}

async function seedTenant(
  tx: Transaction,
  demo: Demo,
  isKnown: boolean,
  { passwords, termsVersion }: { passwords: Passwords; termsVersion: string },
): Promise<string | null> {
  const [existing] = await tx
    .select({ id: tenants.id })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  if (existing && isKnown) return storedHash(tx);
  const passwordHash = await passwords.hash(demo.password);
  if (existing) {
    await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.tenantId, tenantId), eq(users.email, demoEmail)));
    return passwordHash;
  }
  await tx.insert(tenants).values({
    id: tenantId,
    accountId: "EC-DEMO-0001",
    name: "株式会社サンプル商店",
    planId: "standard",
    storageRegion: process.env.STORAGE_REGION ?? "日本 (東京)",
    // The local payment provider takes these for a customer with a card.
    stripeCustomerId: "cus_demo",
    stripeSubscriptionId: "sub_demo",
    ...footer,
  });
  const userId = await insertUsers(tx, passwordHash, termsVersion);
  const tagIds = await insertTags(tx);
  const people = demoPeople(addressCount);
  await insertAddresses(tx, people, [...tagIds.values()]);
  await insertGroups(tx, tagIds, userId);
  await insertForms(tx, { tenantId, tagIds, createdBy: userId });
  const [sender] = await tx
    .insert(senders)
    .values([
      { tenantId, name: "株式会社サンプル商店", email: "news@sample-shop.example" },
      {
        tenantId,
        name: "サンプル商店 サポート",
        email: "support@sample-shop.example",
        replyTo: "support@sample-shop.example",
      },
    ])
    .returning({ id: senders.id });
  if (!sender) throw new Error("sender was not created");
  await insertHistory(
    tx,
    people,
    demoTags.map(({ name }) => name),
    { senderId: sender.id, userId, tagIds },
    footer,
  );
  return passwordHash;
}

async function storedHash(tx: Transaction): Promise<string | null> {
  const [user] = await tx
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.email, demoEmail)));
  return user?.passwordHash ?? null;
}

async function insertUsers(
  tx: Transaction,
  passwordHash: string,
  termsVersion: string,
): Promise<string> {
  const userId = randomUUID();
  await tx.insert(users).values([
    {
      tenantId,
      id: userId,
      email: demoEmail,
      name: "見本 太郎",
      role: "master",
      state: "active",
      passwordHash,
    },
    ...demoUsers.map((user) => ({ tenantId, ...user })),
  ]);
  await tx.insert(termsAcceptances).values({ tenantId, userId, version: termsVersion });
  return userId;
}

async function insertTags(tx: Transaction): Promise<Map<string, string>> {
  await tx.insert(attributeDefinitions).values(
    demoAttributes.map((attribute, position) => ({
      tenantId,
      subject: "address" as const,
      position,
      ...attribute,
    })),
  );
  await tx
    .insert(attributeDefinitions)
    .values({ tenantId, subject: "user", key: "部署", type: "text" });
  const rows = demoTags.map(({ name, color }) => ({ tenantId, id: randomUUID(), name, color }));
  await tx.insert(tags).values(rows);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

async function insertAddresses(tx: Transaction, people: DemoPerson[], tagIds: string[]) {
  await tx.insert(addresses).values(
    people.map(({ id, email, name, attributes, createdAt }) => ({
      tenantId,
      id,
      email,
      name,
      attributes,
      createdAt,
      source: "import" as const,
    })),
  );
  const links = people.flatMap(({ id, tagIndexes }) =>
    tagIndexes.map((index) => ({ tenantId, addressId: id, tagId: tagIds[index] ?? "" })),
  );
  await tx.insert(addressTags).values(links);
  const stopped = people.filter((_, index) => index % 53 === 7);
  await tx.insert(suppressions).values(
    stopped.map(({ email }, index) => ({
      tenantId,
      email,
      reason: index % 3 === 0 ? ("bounced" as const) : ("unsubscribed" as const),
    })),
  );
}

async function insertGroups(tx: Transaction, tagIds: Map<string, string>, createdBy: string) {
  const tag = (name: string) => ({ op: "tag", tagId: tagIds.get(name) });
  await tx.insert(groups).values([
    {
      tenantId,
      createdBy,
      name: "購読中のお客様",
      description: "お客様のうち、休眠ではない方",
      expression: {
        op: "and",
        items: [tag("お客様"), tag("メールマガジン"), { op: "not", item: tag("休眠") }],
      },
    },
    {
      tenantId,
      createdBy,
      name: "都内のリピーター",
      description: "東京都で3回以上ご購入の方",
      expression: {
        op: "and",
        items: [
          { op: "attribute", key: "都道府県", test: "equals", value: "東京都" },
          { op: "attribute", key: "購入回数", test: "atLeast", value: "3" },
        ],
      },
    },
  ]);
}
