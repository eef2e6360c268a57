import "server-only";
import type { Readable } from "node:stream";
import { copyTransaction } from "@/db/copy";
import { listAttributes } from "@/lib/attributes/queries";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { isUuid } from "@/lib/uuid";

export type ExportPart = { name: string; header: readonly string[]; content: Readable };

/** Everything in the address book as CSV, written by the database itself; each part has to be read to its end in turn. */
export async function eachExportPart(
  ctx: TenantContext,
  take: (part: ExportPart) => Promise<void>,
): Promise<void> {
  authorize(ctx, "utilities:use");
  const keys = (await listAttributes(ctx, "address")).map(({ key }) => key);
  await copyTransaction(ctx, async (sql) => {
    // COPY takes no parameters: the customer's own names travel as a setting of the transaction. Moments are written in
    // the time zone of the transaction, and the hash tables of a million tag links stay in memory.
    await sql`select set_config('app.export_keys', ${JSON.stringify(keys)}, true),
      set_config('TimeZone', 'Asia/Tokyo', true), set_config('work_mem', '64MB', true)`;
    for (const { name, header, query } of parts(ctx.tenantId, keys)) {
      const content = await sql.unsafe(`copy (${query}) to stdout with (format csv)`).readable();
      // As in db/snapshot: postgres.js leaves its socket paused where the end comes while the buffer is full.
      content.once("end", () => content._read(0));
      await take({ name, header, content });
    }
  });
}

type Part = { name: string; header: readonly string[]; query: string };

/** Told as it is: from a setting the planner cannot know whether the tenant has ten rows or nearly all of a table. */
function ownedBy(tenantId: string): string {
  if (!isUuid(tenantId)) throw new TypeError("no tenant");
  return `tenant_id = '${tenantId}'`;
}

/** Cut out of PostgreSQL's own spelling, which costs a quarter of to_char. */
const moment = (column: string) => `left(replace(${column}::text, ' ', 'T'), 19) || '+09:00'`;

function parts(tenantId: string, keys: readonly string[]): Part[] {
  const own = ownedBy(tenantId);
  return [addressPart(own, keys), ...smallParts(own), historyPart(own)];
}

function addressPart(own: string, keys: readonly string[]): Part {
  const values = keys.map(
    (_, index) =>
      `, attributes ->> (select current_setting('app.export_keys')::jsonb ->> ${index}) as v${index}`,
  );
  const cells = keys.map((_, index) => `, safe_cell(a.v${index})`);
  return {
    name: "addresses.csv",
    header: ["email", "name", "tags", "state", "source", "created_at", "updated_at", ...keys],
    // Held apart by "offset 0": PostgreSQL inlines safe_cell for a column, but never for a subquery's result.
    query: `select safe_cell(a.email), safe_cell(a.name), safe_cell(t.names),
        coalesce(s.reason, 'active'), a.source, ${moment("a.created_at")}, ${moment("a.updated_at")}${cells.join("")}
      from (select id, email, name, source, created_at, updated_at${values.join("")}
        from addresses where ${own} offset 0) a
      left join suppressions s on s.${own} and s.email = a.email
      left join (select l.address_id, string_agg(g.name, ';' order by g.name) as names
        from address_tags l join tags g on g.${own} and g.id = l.tag_id
        where l.${own} group by l.address_id) t on t.address_id = a.id`,
  };
}

const smallParts = (own: string): Part[] => [
  {
    name: "tags.csv",
    header: ["name", "color", "is_choosable", "public_name", "public_description"],
    query: `select safe_cell(name), color, is_choosable, safe_cell(public_name), safe_cell(public_description)
      from tags where ${own} order by name`,
  },
  {
    name: "groups.csv",
    header: ["name", "description", "expression"],
    query: `select safe_cell(name), safe_cell(description), expression from groups where ${own} order by name`,
  },
  {
    name: "attributes.csv",
    header: ["key", "type", "choices"],
    query: `select safe_cell(key), type, safe_cell(array_to_string(choices, ';'))
      from attribute_definitions where ${own} and subject = 'address' order by position, key`,
  },
  {
    name: "suppressions.csv",
    header: ["email", "reason", "created_at", "cause", "comment"],
    query: `select safe_cell(email), reason, ${moment("created_at")}, cause, safe_cell(comment) from suppressions where ${own}`,
  },
];

const marks = [
  "accepted_at",
  "delivered_at",
  "bounced_at",
  "opened_at",
  "clicked_at",
  "complained_at",
  "unsubscribed_at",
] as const;

const historyPart = (own: string): Part => ({
  name: "history.csv",
  header: ["delivery", "email", "state", "reason", ...marks],
  query: `select safe_cell(d.name), safe_cell(r.email), r.state, safe_cell(r.reason),
      ${marks.map((mark) => moment(`r.${mark}`)).join(", ")}
    from recipients r join deliveries d on d.${own} and d.id = r.delivery_id where r.${own}`,
});
