import { sql } from "drizzle-orm";
import { readTransaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
import { countDeliveries, listDeliveries } from "@/lib/deliveries/queries";
import { getCourseTotals } from "@/lib/delivery-totals/queries";
import { listRecipients } from "@/lib/history/queries";
import type { LogFilter } from "@/lib/history/schema";
import { type Loaded, rareDomain } from "./history-rows";
import { atMost, type Row } from "./report";

const turns = 200;
const warmUp = 20;
const times = 3;
/** No index holds a domain. */
const timesByDomain = 10;

type Work = () => Promise<unknown>;

const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

const percentile95 = (figures: number[]): number =>
  [...figures].sort((one, other) => one - other)[Math.ceil(figures.length * 0.95) - 1] ??
  Number.NaN;

async function milliseconds(work: Work): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The 95th percentiles of both, taken in turns so that what else the machine does hits them alike. */
async function compared(work: Work, lookUp: Work): Promise<[number, number]> {
  const taken: [number, number][] = [];
  for (let turn = -warmUp; turn < turns; turn += 1) {
    const pair: [number, number] = [await milliseconds(work), await milliseconds(lookUp)];
    if (turn >= 0) taken.push(pair);
  }
  return [percentile95(taken.map(([one]) => one)), percentile95(taken.map(([, other]) => other))];
}

/** One recipient of any delivery by its whole key, through the same door as every page. */
const keyLookUp =
  ({ ctx, tenantId, deliveryIds }: Loaded): Work =>
  () =>
    readTransaction(ctx, (tx) =>
      tx.execute(sql`select email, state, reason, updated_at from recipients
        where tenant_id = ${tenantId} and delivery_id = ${pick(deliveryIds)} and batch_no = 1
          and address_id = ${addressId(1 + Math.floor(Math.random() * 100))}`),
    );

const addressId = (place: number): string =>
  `00000000-0000-4000-8000-${place.toString(16).padStart(12, "0")}`;

type Step = { step: string; work: Work; most?: number };

function logSteps({ tenantId, deliveryIds, largest }: Loaded): Step[] {
  // A person leaves an entry of the look in the audit log; a job does not, so that the pages themselves are compared.
  const ctx = contextForJob(tenantId, "bench");
  const size = 50;
  const page = (id: string, filter: Partial<LogFilter>, after?: string) =>
    listRecipients(ctx, id, { view: "all", q: "", ...filter }, { after, size });
  const place = (share: number) => {
    const number = Math.max(1, Math.floor(largest.recipients * share));
    return encodeCursor([String(1 + Math.floor((number - 1) / 100)), addressId(number)]);
  };
  const anyEmail = () =>
    `user${String(1 + Math.floor(Math.random() * largest.recipients)).padStart(7, "0")}@`;
  const any = (step: string, filter: Partial<LogFilter>): Step => ({
    step: `log, ${step}, any place`,
    work: () => page(largest.id, filter, place(Math.random())),
  });
  return [
    { step: "log of any delivery, first page", work: () => page(pick(deliveryIds), {}) },
    { step: "log, first page", work: () => page(largest.id, {}) },
    { step: "log, deep page", work: () => page(largest.id, {}, place(0.5 + Math.random() / 2)) },
    ...(["missed", "bounced", "unknown", "opened", "cancelled"] as const).map((view) =>
      any(view, { view }),
    ),
    any("bounced for one reason", { view: "bounced", reason: "bounced:hardBounce:5.1.1" }),
    { ...any("domain of a ninth", { domain: "gmail.com" }), most: timesByDomain },
    {
      step: "log, domain of a few",
      work: () => page(largest.id, { domain: rareDomain }),
      most: timesByDomain,
    },
    { step: "log, one e-mail address", work: () => page(largest.id, { q: anyEmail() }) },
    {
      step: "log, beginning of an e-mail address",
      work: () => page(largest.id, { q: anyEmail().slice(0, 9) }),
    },
    { step: "log, beginning of all e-mail addresses", work: () => page(largest.id, { q: "user" }) },
  ];
}

function listSteps({ ctx }: Loaded): Step[] {
  const queries = {
    "list of deliveries": () => listDeliveries(ctx, { tab: "all", q: "" }),
    "list of deliveries, numbers on its tabs": () => countDeliveries(ctx),
    "list of deliveries, totals of thirty days": () => getCourseTotals(ctx, {}),
  };
  return Object.entries(queries).map(([step, work]) => ({ step, work }));
}

/** A search as a person does it, with the entry that it leaves in the audit log: 95th percentile in milliseconds. */
export async function measureNotedSearch({ ctx, largest }: Loaded): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const filter = { view: "all" as const, q: `user${String(turn).padStart(7, "0")}` };
    taken.push(
      await milliseconds(() =>
        listRecipients(ctx, largest.id, filter, { after: undefined, size: 50 }),
      ),
    );
  }
  return percentile95(taken);
}

/** The pages of the history against exact look-ups by key, 95th percentiles in one run. */
export async function measureHistory(loaded: Loaded): Promise<Row[]> {
  const lookUp = keyLookUp(loaded);
  const rows: Row[] = [];
  for (const { step, work, most = times } of [...listSteps(loaded), ...logSteps(loaded)]) {
    const [figure, limit] = await compared(work, lookUp);
    rows.push(atMost({ step, figure, limit, unit: "ms" }, most));
  }
  return rows;
}
