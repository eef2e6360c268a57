import { z } from "zod";

/** The sender whose domain is looked at; null while none is chosen. */
export const checkDomainSchema = z.object({ senderId: z.uuid().nullable() });

export type CheckDomainInput = z.output<typeof checkDomainSchema>;
