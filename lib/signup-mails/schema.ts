import { z } from "zod";

export const signupMailSchema = z.object({ formId: z.uuid() });
export type SignupMailInput = z.output<typeof signupMailSchema>;
