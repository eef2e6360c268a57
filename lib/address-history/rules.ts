/** What can have happened to an address; the names for people are in messages/<locale>/addresses.json. */
export const historyKinds = [
  "accepted",
  "delivered",
  "bounced",
  "complained",
  "opened",
  "clicked",
  "unsubscribed",
  "suppressed",
  "failed",
  "cancelled",
  "unknown",
  "registered",
  "stopped",
  "change",
] as const;
export type HistoryKind = (typeof historyKinds)[number];
