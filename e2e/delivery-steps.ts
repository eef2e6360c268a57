import { randomUUID } from "node:crypto";
import { Webhook } from "svix";
import { paths } from "@/lib/paths";
import type { Tenant } from "./accounts";
import { expect, type Page } from "./fixtures";
import type { Mail } from "./inbox";
import { open } from "./ready";
import type { Service } from "./service";

export type Person = {
  email: string;
  name?: string;
  attributes?: Record<string, string>;
  tags?: string[];
};

/** Puts people into the tenant's book; their tags are created with them. Returns the tags' ids by name. */
export async function createAddresses({ sql }: Service, tenant: Tenant, people: Person[]) {
  const tags = new Map<string, string>();
  for (const { email, name = "", attributes = {}, tags: names = [] } of people) {
    const id = randomUUID();
    await sql`insert into addresses (tenant_id, id, email, name, attributes)
      values (${tenant.id}, ${id}, ${email}, ${name}, ${sql.json(attributes)})`;
    for (const tag of names) {
      const tagId = tags.get(tag) ?? randomUUID();
      tags.set(tag, tagId);
      await sql`insert into tags (tenant_id, id, name) values (${tenant.id}, ${tagId}, ${tag})
        on conflict do nothing`;
      await sql`insert into address_tags (tenant_id, tag_id, address_id)
        values (${tenant.id}, ${tagId}, ${id})`;
    }
  }
  return tags;
}

export async function createAttribute({ sql }: Service, tenant: Tenant, key: string) {
  await sql`insert into attribute_definitions (tenant_id, id, subject, key, type)
    values (${tenant.id}, ${randomUUID()}, 'address', ${key}, 'text')`;
}

export async function createGroup(
  { sql }: Service,
  tenant: Tenant,
  name: string,
  expression: object,
) {
  await sql`insert into groups (tenant_id, id, name, expression)
    values (${tenant.id}, ${randomUUID()}, ${name}, ${sql.json(expression as never)})`;
}

export async function suppress({ sql }: Service, tenant: Tenant, email: string, reason: string) {
  await sql`insert into suppressions (tenant_id, email, reason)
    values (${tenant.id}, ${email}, ${reason})`;
}

export type DraftContent = { name?: string; subject?: string; html?: string; text?: string };

/** A draft to everyone with a sender of its own. */
export async function createDraft({ sql }: Service, tenant: Tenant, content: DraftContent = {}) {
  const [id, senderId] = [randomUUID(), randomUUID()];
  const { name = "冬のご案内", subject = "{{名前|お客様}} 様へ", text = "" } = content;
  const { html = "<p>{{名前|お客様}} 様</p>" } = content;
  await sql`insert into senders (tenant_id, id, name, email)
    values (${tenant.id}, ${senderId}, '旅路物産', ${`news-${senderId.slice(0, 8)}@tabiji.example.jp`})`;
  await sql`insert into deliveries (tenant_id, id, name, sender_id, subject, html, text)
    values (${tenant.id}, ${id}, ${name}, ${senderId}, ${subject}, ${html}, ${text})`;
  return id;
}

/** Lets the delivery's batches wait, as when the mail provider asks for an hour's patience. */
export async function holdBatches({ sql }: Service, tenant: Tenant, deliveryId: string) {
  const name = `hold_${deliveryId.replaceAll("-", "")}`;
  await sql.unsafe(`
    create function ${name}() returns trigger language plpgsql as $$
    begin new.run_at := now() + interval '1 hour'; return new; end $$;
    create trigger ${name} before insert on batches for each row
      when (new.tenant_id = '${tenant.id}' and new.delivery_id = '${deliveryId}')
      execute function ${name}()`);
}

export const sendButton = (page: Page) => page.getByRole("button", { name: "配信に進む" });

/** From the draft's editor to its page, where it is being sent. */
export async function sendNow(page: Page, id: string): Promise<void> {
  await expect(page.getByText("配信できる状態です。")).toBeVisible();
  await sendButton(page).click();
  await page.getByRole("button", { name: "今すぐ配信する" }).click();
  await page.waitForURL(`**${paths.delivery(id)}`);
}

export async function finished(page: Page): Promise<void> {
  await expect(page.getByText("完了", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
}

/** Sends the draft to its audience and waits until nothing of it is under way. */
export async function sendAll(page: Page, id: string): Promise<void> {
  await open(page, paths.deliveryEdit(id));
  await sendNow(page, id);
  await finished(page);
}

/** The address that a mail program posts to for one-click unsubscription (RFC 8058). */
export function oneClickLink({ headers }: Mail): string {
  const header = Object.entries(headers).find(([name]) => /^list-unsubscribe$/i.test(name))?.[1];
  const link = /^<(https?:[^>]+)>$/.exec(header ?? "")?.[1];
  if (!link) throw new Error(`No one-click link: ${JSON.stringify(headers)}`);
  return link;
}

type EventFor = { tenant: Tenant; deliveryId: string; email: string };

/** The mail provider's event about one recipient, as the provider signs and posts it. */
export async function postEvent(
  { sql, url, mailWebhookSecret }: Service,
  { tenant, deliveryId, email }: EventFor,
  type: string,
  { data = {}, secret = mailWebhookSecret, ageSeconds = 0 } = {},
): Promise<number> {
  const [row] = await sql<{ address: string; batch: string; id: string }[]>`
    select address_id as address, batch_no::text as batch, message_id as id from recipients
    where tenant_id = ${tenant.id} and delivery_id = ${deliveryId} and email = ${email}`;
  const tags = {
    tenant: tenant.id,
    delivery: deliveryId,
    batch: row?.batch,
    address: row?.address,
  };
  const id = `msg_${randomUUID()}`;
  const at = new Date(Date.now() - ageSeconds * 1000);
  const body = JSON.stringify({
    type: `email.${type}`,
    created_at: at.toISOString(),
    data: { email_id: row?.id, to: [email], tags, ...data },
  });
  const response = await fetch(`${url}/api/webhooks/resend`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "svix-id": id,
      "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
      "svix-signature": new Webhook(secret).sign(id, at, body),
    },
  });
  return response.status;
}
