import { z } from "zod";
import { signToken, verifyToken } from "@/lib/tokens";

const ticketSchema = z.object({
  surface: z.enum(["web", "operator"]),
  tenantId: z.string().nullable(),
  sessionId: z.string(),
  until: z.number(),
});

export type Ticket = z.infer<typeof ticketSchema>;

const lifetime = 30_000;

/** Thirty seconds to turn a fresh session row into a cookie. */
export const issueTicket = (ticket: Omit<Ticket, "until">): string =>
  signToken("sign-in-ticket", JSON.stringify({ ...ticket, until: Date.now() + lifetime }));

export function readTicket(token: string): Ticket | null {
  const payload = verifyToken("sign-in-ticket", token);
  if (payload === null) return null;
  const ticket = ticketSchema.safeParse(JSON.parse(payload));
  return ticket.success && ticket.data.until > Date.now() ? ticket.data : null;
}
