type Told = {
  id: string;
  customer: string;
  type: string;
  /** Seconds since 1970 at which the provider tells it. */
  created?: number;
  total?: number;
  lines?: { description: string; amount: number }[];
};

/** The payment provider's event about an invoice, as posted. */
export function invoiceEvent({ id, customer, type, ...told }: Told): string {
  const created = told.created ?? Math.floor(Date.now() / 1000);
  const total = told.total ?? 9_800;
  const lines = told.lines ?? [{ description: "スタンダード", amount: total }];
  return JSON.stringify({
    id: `evt_${crypto.randomUUID()}`,
    object: "event",
    type,
    created,
    livemode: false,
    data: {
      object: {
        id,
        object: "invoice",
        number: `EC-${id.slice(-6)}`,
        customer,
        currency: "jpy",
        created,
        total,
        status_transitions: { finalized_at: created },
        lines: { object: "list", data: lines, has_more: false },
      },
    },
  });
}
