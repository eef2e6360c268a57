import "server-only";
import type { Readable } from "node:stream";
import { copyTransaction } from "@/db/copy";
import { listAttributes } from "@/lib/attributes/queries";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type ExportPart = { name: string; header: readonly string[]; content: Readable };

/** Everything in the address book as CSV, written by the database itself; each part has to be read to its end in turn. */
export async function eachExportPart(
  ctx: TenantContext,
  take: (part: ExportPart) => Promise<void>,
): Promise<void> {
  authorize(ctx, "utilities:use");
  const keys = (await listAttributes(ctx, "address")).map(({ key }) => key);
  await copyTransaction(ctx, async (sql) => {
    // COPY takes no parameters: the customer's own names travel as a setting of the transaction.
    await sql`select set_config('app.export_keys', ${JSON.stringify(keys)}, true)`;
    for (const { name, header, query } of parts(keys)) {
      const content = await sql.unsafe(`copy (${query}) to stdout with (format csv)`).readable();
      // As in db/snapshot: postgres.js leaves its socket paused where the end comes while the buffer is full.
      content.once("end", () => content._read(0));
      await take({ name, header, content });
    }
  });
}

type Part = { name: string; header: readonly string[]; query: string };

const own = "tenant_id = (select current_setting('app.tenant_id')::uuid)";
const moment = (column: string) =>
  `to_char(${column} at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS"+09:00"')`;

function parts(keys: readonly string[]): Part[] {
  return [addressPart(keys), ...smallParts, historyPart];
}

function addressPart(keys: readonly string[]): Part {
  const values = keys.map(
    (_, index) =>
      `, safe_cell(a.attributes ->> (select current_setting('app.export_keys')::jsonb ->> ${index}))`,
  );
  return {
    name: "addresses.csv",
    header: ["email", "name", "tags", "state", "source", "created_at", "updated_at", ...keys],
    query: `select safe_cell(a.email), safe_cell(a.name), safe_cell(t.names),
        coalesce(s.reason, 'active'), a.source, ${moment("a.created_at")}, ${moment("a.updated_at")}${values.join("")}
      from addresses a
      left join suppressions s on s.${own} and s.email = a.email
      left join (select l.address_id, string_agg(g.name, ';' order by g.name) as names
        from address_tags l join tags g on g.${own} and g.id = l.tag_id
        where l.${own} group by l.address_id) t on t.address_id = a.id
      where a.${own}`,
  };
}

const smallParts: Part[] = [
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

const historyPart: Part = {
  name: "history.csv",
  header: ["delivery", "email", "state", "reason", ...marks],
  query: `select safe_cell(d.name), safe_cell(r.email), r.state, safe_cell(r.reason),
      ${marks.map((mark) => moment(`r.${mark}`)).join(", ")}
    from recipients r join deliveries d on d.${own} and d.id = r.delivery_id where r.${own}`,
};
