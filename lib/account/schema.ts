import { z } from "zod";
import { passwordSchema } from "@/lib/auth/password-rules";
import { givenPasswordSchema } from "@/lib/sign-in/schema";
import { userNameSchema } from "@/lib/users/schema";

export const ownNameSchema = z.object({ name: userNameSchema });
export type OwnNameInput = z.output<typeof ownNameSchema>;

export const changePasswordSchema = z.object({
  current: givenPasswordSchema,
  password: passwordSchema,
});
export type ChangePasswordInput = z.output<typeof changePasswordSchema>;

export const ownSessionSchema = z.object({ sessionId: z.uuid() });
export type OwnSessionInput = z.output<typeof ownSessionSchema>;

export const otherSessionsSchema = z.object({});
