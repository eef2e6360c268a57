import { z } from "zod";

/** The mail provider's event `email.received`: who a mail came to; its content is asked for by its id. */
export const receivedEventSchema = z.object({
  type: z.literal("email.received"),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string().min(1).max(200),
    from: z.string().max(1_000).default(""),
    to: z.array(z.string().max(1_000)).max(200).default([]),
    /** The envelope's recipients. */
    received_for: z.array(z.string().max(1_000)).max(200).default([]),
  }),
});
export type ReceivedEvent = z.output<typeof receivedEventSchema>;

export const readMailSchema = z.object({
  emailId: z.string().min(1).max(200),
  /** What stands before the @ of the service's own address. */
  localPart: z.string().min(1).max(64),
  receivedAt: z.coerce.date(),
});
export type ReadMailInput = z.output<typeof readMailSchema>;
