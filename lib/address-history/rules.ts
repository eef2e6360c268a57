/** What can have happened to an address; the names for people are in messages/<locale>/addresses.json. */
export type HistoryKind =
  | "accepted"
  | "delivered"
  | "bounced"
  | "complained"
  | "opened"
  | "clicked"
  | "unsubscribed"
  | "suppressed"
  | "failed"
  | "cancelled"
  | "unknown"
  | "registered"
  | "stopped"
  | "change";
