import { randomUUID } from "node:crypto";
import { type FrontRequest, type FrontResponse, forward } from "./http-front";

type Session = Record<string, unknown> & { id: string; status: string };
type Extra = Record<string, unknown>;

/** The parts of a checkout session which the emulator does not keep. */
export type SessionStore = {
  create(request: FrontRequest): Promise<FrontResponse & { body: Buffer }>;
  complete(session: Session): Session;
};

export function createSessionStore(emulatorUrl: string): SessionStore {
  const extras = new Map<string, Extra>();
  return {
    async create(request) {
      const form = new URLSearchParams(request.body.toString());
      const total = await replacePriceData(emulatorUrl, request, form);
      const answer = await forward(
        emulatorUrl,
        { ...request, body: Buffer.from(form.toString()) },
        "/v1/checkout/sessions",
      );
      if (answer.status !== 200) return answer;
      const session: Session = JSON.parse(answer.body.toString());
      extras.set(session.id, extraOf(form, total));
      return {
        ...answer,
        body: Buffer.from(JSON.stringify(withExtra(session, extras.get(session.id)))),
      };
    },
    complete: (session) => withExtra(session, extras.get(session.id)),
  };
}

function extraOf(
  form: URLSearchParams,
  total: { currency: string; amount: number } | undefined,
): Extra {
  const email = form.get("customer_email");
  const expires = Number(form.get("expires_at"));
  return {
    client_reference_id: form.get("client_reference_id"),
    customer_email: email,
    locale: form.get("locale"),
    currency: total?.currency ?? null,
    amount_total: total?.amount ?? null,
    amount_subtotal: total?.amount ?? null,
    expires_at: expires || Math.floor(Date.now() / 1000) + 86_400,
    paid: {
      customer: shortId("cus"),
      subscription: form.get("mode") === "subscription" ? shortId("sub") : null,
    },
  };
}

function withExtra(session: Session, extra: Extra | undefined): Session {
  if (!extra) return session;
  const { paid, ...rest } = extra;
  const email = rest.customer_email;
  const isComplete = session.status === "complete";
  return {
    ...session,
    ...rest,
    ...(isComplete && paid ? paid : { subscription: null }),
    customer_details:
      isComplete && email ? { email, name: null, phone: null, address: null } : null,
  };
}

/** The emulator takes prices by id only: each `price_data` becomes a product and a price. */
async function replacePriceData(emulatorUrl: string, request: FrontRequest, form: URLSearchParams) {
  let total: { currency: string; amount: number } | undefined;
  for (let index = 0; form.has(`line_items[${index}][price_data][currency]`); index += 1) {
    const field = (name: string) => form.get(`line_items[${index}][price_data]${name}`) ?? "";
    const post = async (path: string, fields: Record<string, string>) => {
      const body = Buffer.from(new URLSearchParams(fields).toString());
      const answer = await forward(emulatorUrl, { ...request, body }, path);
      const created: { id: string } = JSON.parse(answer.body.toString());
      return created.id;
    };
    const product =
      field("[product]") || (await post("/v1/products", { name: field("[product_data][name]") }));
    const amount = field("[unit_amount]");
    const interval = field("[recurring][interval]");
    const recurring: Record<string, string> = interval ? { "recurring[interval]": interval } : {};
    const price = await post("/v1/prices", {
      currency: field("[currency]"),
      product,
      unit_amount: amount,
      ...recurring,
    });
    const quantity = Number(form.get(`line_items[${index}][quantity]`) ?? 1);
    total = {
      currency: field("[currency]"),
      amount: (total?.amount ?? 0) + Number(amount) * quantity,
    };
    for (const name of [...form.keys()]) {
      if (name.startsWith(`line_items[${index}][price_data]`)) form.delete(name);
    }
    form.set(`line_items[${index}][price]`, price);
  }
  return total;
}

function shortId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 24)}`;
}
