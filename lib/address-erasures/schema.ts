import { z } from "zod";

export const eraseAddressSchema = z.object({ id: z.uuid() });

export type EraseAddressInput = z.output<typeof eraseAddressSchema>;
