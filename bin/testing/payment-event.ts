type Paid = { id: string; sessionId: string; type?: string; eventId?: string };

/** The payment provider's event about an application's checkout session, as posted. */
export function paymentEvent({ id, sessionId, type, eventId }: Paid): string {
  return JSON.stringify({
    id: eventId ?? `evt_${crypto.randomUUID()}`,
    object: "event",
    type: type ?? "checkout.session.completed",
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    data: {
      object: {
        id: sessionId,
        object: "checkout.session",
        status: "complete",
        payment_status: "paid",
        client_reference_id: id,
        customer: `cus_${sessionId}`,
        subscription: `sub_${sessionId}`,
        metadata: { applicationId: id, planId: "standard" },
      },
    },
  });
}
