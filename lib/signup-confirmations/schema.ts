import { z } from "zod";

export const confirmSignupSchema = z.object({ formId: z.uuid(), token: z.string().max(100) });

export type ConfirmSignupInput = z.output<typeof confirmSignupSchema>;
