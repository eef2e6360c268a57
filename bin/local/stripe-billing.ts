import { randomUUID } from "node:crypto";
import { type FrontRequest, type FrontResponse, json } from "./http-front";

type Subscription = {
  id: string;
  customer: string;
  itemId: string;
  amount: number;
  product: string;
  metadata: Record<string, string>;
  periodStart: number;
  periodEnd: number;
  cancelAt: number | null;
  status: "active" | "canceled";
};

/** Subscriptions, invoices and the billing portal, which the emulator does not have. */
export type BillingStore = {
  /** Answers a request that is about billing; null for any other. */
  answer(request: FrontRequest): FrontResponse | null;
  /** The first invoice of a subscription whose checkout is complete. */
  begin(paid: {
    subscription: string;
    customer: string;
    amount: number;
    description: string;
  }): void;
};

type Options = { url: string; send: (type: string, object: Record<string, unknown>) => void };

const now = () => Math.floor(Date.now() / 1000);
const month = 30 * 24 * 3600;
const portalPath = "/_local/portal/";

/** Memory ends with the process: a subscription or customer that is not known is taken for one from before. */
export function createBillingStore({ url, send }: Options): BillingStore {
  const subscriptions = new Map<string, Subscription>();
  const portals = new Map<string, string>();
  const find = (id: string) => {
    const found = subscriptions.get(id) ?? newSubscription(id, id.replace(/^sub_/, "cus_"), 0);
    subscriptions.set(id, found);
    return found;
  };
  const charge = (subscription: Subscription, lines: Line[]) =>
    send("invoice.paid", paidInvoice(subscription, lines));
  return {
    answer(request) {
      const { pathname } = request.url;
      const [, id] = /^\/v1\/subscriptions\/(\w+)$/.exec(pathname) ?? [];
      if (id) return answerSubscription(request, find(id), charge);
      if (request.method === "POST" && pathname === "/v1/billing_portal/sessions")
        return openPortal(request, url, portals);
      if (pathname.startsWith(portalPath))
        return portalPage(portals.get(pathname.slice(portalPath.length)));
      return null;
    },
    begin({ subscription: id, customer, amount, description }) {
      const subscription = newSubscription(id, customer, amount);
      subscriptions.set(id, subscription);
      charge(subscription, [{ description, amount }]);
    },
  };
}

function newSubscription(id: string, customer: string, amount: number): Subscription {
  return {
    id,
    customer,
    itemId: id.replace(/^sub_/, "si_"),
    amount,
    product: "",
    metadata: {},
    periodStart: now(),
    periodEnd: now() + month,
    cancelAt: null,
    status: "active",
  };
}

/** Its card is always declined, its customer is not known: as the real service's test cards are. */
const declined = "sub_declined";
const unknownCustomer = "cus_unknown";
const noSuchCustomer = json(404, {
  error: { type: "invalid_request_error", code: "resource_missing", message: "No such customer" },
});
const cardDeclined = json(402, {
  error: { type: "card_error", code: "card_declined", message: "Your card was declined." },
});

type Line = { description: string; amount: number };
type Charge = (subscription: Subscription, lines: Line[]) => void;

function answerSubscription(
  request: FrontRequest,
  subscription: Subscription,
  charge: Charge,
): FrontResponse {
  const form = formOf(request);
  const isCharged = form.get("proration_behavior") === "always_invoice";
  if (isCharged && subscription.id.startsWith(declined)) return cardDeclined;
  if (request.method === "DELETE") subscription.status = "canceled";
  if (request.method === "POST") update(subscription, form, charge);
  return json(200, shownSubscription(subscription));
}

const formOf = (request: FrontRequest) => new URLSearchParams(request.body.toString());

function update(subscription: Subscription, form: URLSearchParams, charge: Charge): void {
  const amount = form.get("items[0][price_data][unit_amount]");
  const endsAt = form.get("cancel_at");
  if (endsAt !== null) subscription.cancelAt = endsAt === "" ? null : Number(endsAt);
  for (const [name, value] of form) {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    if (key) subscription.metadata[key] = value;
  }
  if (amount === null) return;
  const left =
    (subscription.periodEnd - now()) / (subscription.periodEnd - subscription.periodStart);
  const lines = [
    { description: "未使用期間の返金", amount: -Math.round(subscription.amount * left) },
    { description: "変更後のプランの残りの期間", amount: Math.round(Number(amount) * left) },
  ];
  subscription.amount = Number(amount);
  subscription.product = form.get("items[0][price_data][product]") ?? "";
  if (form.get("proration_behavior") === "always_invoice") charge(subscription, lines);
}

function shownSubscription(subscription: Subscription) {
  const { id, customer, status, metadata, cancelAt, itemId, amount, product } = subscription;
  const item = {
    id: itemId,
    object: "subscription_item",
    quantity: 1,
    current_period_start: subscription.periodStart,
    current_period_end: subscription.periodEnd,
    price: { id: itemId.replace(/^si_/, "price_"), object: "price", unit_amount: amount, product },
  };
  return {
    id,
    object: "subscription",
    customer,
    status,
    metadata,
    cancel_at: cancelAt,
    items: { object: "list", data: [item], has_more: false },
  };
}

function paidInvoice({ customer, id: subscription }: Subscription, lines: Line[]) {
  const id = `in_${randomUUID().replaceAll("-", "").slice(0, 24)}`;
  return {
    id,
    object: "invoice",
    number: `LOCAL-${id.slice(3, 11).toUpperCase()}`,
    customer,
    currency: "jpy",
    created: now(),
    status: "paid",
    total: lines.reduce((sum, { amount }) => sum + amount, 0),
    status_transitions: { finalized_at: now(), paid_at: now() },
    parent: { type: "subscription_details", subscription_details: { subscription } },
    lines: { object: "list", data: lines, has_more: false },
  };
}

function openPortal(
  request: FrontRequest,
  url: string,
  portals: Map<string, string>,
): FrontResponse {
  const form = formOf(request);
  if (form.get("customer")?.startsWith(unknownCustomer)) return noSuchCustomer;
  const token = randomUUID();
  portals.set(token, form.get("return_url") ?? "");
  return json(200, {
    id: `bps_${token.replaceAll("-", "").slice(0, 24)}`,
    object: "billing_portal.session",
    customer: form.get("customer"),
    return_url: form.get("return_url"),
    url: `${url}${portalPath}${token}`,
  });
}

function portalPage(returnUrl: string | undefined): FrontResponse {
  if (returnUrl === undefined) return json(404, { error: { message: "No such session" } });
  const href = returnUrl.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const body = `<!doctype html><html lang="ja"><meta charset="utf-8"><title>お支払い方法</title>
<h1>お支払い方法</h1><p>この環境の決済は手元の代用品で、カードの情報はありません。</p>
<p><a href="${href}">ECAI に戻る</a></p></html>`;
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}
