import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import postgres from "postgres";
import { closeDatabase, type Transaction } from "./client";
import {
  demoAttributes,
  demoEmail,
  demoNotices,
  demoOperatorEmail,
  demoTenantId,
  demoUsers,
} from "./demo/content";
import { insertForms } from "./demo/forms";
import { insertHistory } from "./demo/history";
import { type DemoPerson, demoPeople, demoTags } from "./demo/people";
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

type HashPassword = (password: string) => Promise<string>;
type Demo = { email: string; password: string; operatorEmail: string; operatorPassword: string };

const tenantId = demoTenantId;
const addressCount = 420;
const footer = {
  legalName: "株式会社サンプル商店",
  postalAddress: "東京都千代田区丸の内9丁目9番9号 サンプルビル3階",
  complaintContact: "https://www.example.jp/contact",
};

/** Fills an empty local database with a tenant of believable sample data; later runs change nothing but a lost password. */
export async function seed(options: {
  dataDir: string;
  termsVersion: string;
  hashPassword: HashPassword;
}): Promise<void> {
  const file = join(options.dataDir, "demo.json");
  const isKnown = existsSync(file);
  const demo: Demo = isKnown ? JSON.parse(readFileSync(file, "utf8")) : newDemo();
  try {
    const scope = { tenantId, actor: { id: null } };
    await transaction(scope, (tx) => seedTenant(tx, demo, isKnown, options));
    await seedOperator(demo, isKnown, options.hashPassword);
  } finally {
    await closeDatabase();
  }
  writeFileSync(file, JSON.stringify(demo, null, 2), { mode: 0o600 });
}

const readablePassword = () =>
  randomBytes(9)
    .toString("hex")
    .replace(/(.{6})(?=.)/g, "$1-");

const newDemo = (): Demo => ({
  email: demoEmail,
  password: readablePassword(),
  operatorEmail: demoOperatorEmail,
  operatorPassword: readablePassword(),
});

async function seedTenant(
  tx: Transaction,
  demo: Demo,
  isKnown: boolean,
  { hashPassword, termsVersion }: { hashPassword: HashPassword; termsVersion: string },
) {
  const [existing] = await tx
    .select({ id: tenants.id })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  if (existing && isKnown) return;
  const passwordHash = await hashPassword(demo.password);
  if (existing) {
    await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.tenantId, tenantId), eq(users.email, demoEmail)));
    return;
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

/**
 * Operators and notices belong to the provider, not to a tenant: they are written as the owner. The demo operator keeps
 * the password that was made here, without having to choose another: it is made anew for each installation on one's own
 * machine, and each start prints it for whoever tries the service.
 */
async function seedOperator(demo: Demo, isKnown: boolean, hashPassword: HashPassword) {
  const sql = postgres(process.env.DATABASE_OWNER_URL ?? "", { max: 1, onnotice: () => {} });
  try {
    const [existing] = await sql`select 1 from operators where email = ${demo.operatorEmail}`;
    if (existing && isKnown) return;
    const passwordHash = await hashPassword(demo.operatorPassword);
    await sql`insert into operators (email, name, password_hash) values (${demo.operatorEmail}, '運営 担当', ${passwordHash})
      on conflict (email) do update set password_hash = excluded.password_hash, initial_password_until = null`;
    const [notice] = await sql`select 1 from notices limit 1`;
    if (notice) return;
    for (const { kind, titleJa, titleEn, bodyJa, bodyEn, effectiveAt } of demoNotices()) {
      await sql`insert into notices (kind, title_ja, title_en, body_ja, body_en, effective_at, state, published_at, fanned_out_at)
        values (${kind}, ${titleJa}, ${titleEn}, ${bodyJa}, ${bodyEn}, ${effectiveAt}, 'published', now(), now())`;
    }
  } finally {
    await sql.end();
  }
}
