export type Outcome = {
  lastEvent: string;
  events: { type: string; extra?: Record<string, unknown> }[];
};

const sent = { type: "email.sent" };
const delivered = { type: "email.delivered" };

/** What becomes of a message, told by its recipient as with the provider's own test addresses. */
export function outcomeFor(recipient: string): Outcome {
  const address = recipient.replace(/^.*<(.*)>$/, "$1").toLowerCase();
  if (/^suppressed(\+.*)?@resend\.dev$/.test(address)) return bounced("Permanent", "Suppressed");
  if (address.startsWith("softbounce")) return bounced("Transient", "General");
  if (address.startsWith("bounce")) return bounced("Permanent", "General");
  if (address.startsWith("complain")) {
    return { lastEvent: "complained", events: [sent, delivered, { type: "email.complained" }] };
  }
  return { lastEvent: "delivered", events: [sent, delivered] };
}

function bounced(type: string, subType: string): Outcome {
  const message = "The recipient's mail server refused the message.";
  const bounce = { type, subType, message };
  return { lastEvent: "bounced", events: [sent, { type: "email.bounced", extra: { bounce } }] };
}
