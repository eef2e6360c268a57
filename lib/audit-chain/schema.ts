import { z } from "zod";

export const tenantJobSchema = z.object({ tenantId: z.uuid() });
export const anchorJobSchema = z.object({ tenantId: z.uuid(), day: z.iso.date() });
export const anchorMailSchema = z.object({
  tenantId: z.uuid(),
  day: z.iso.date(),
  userId: z.uuid(),
});
export const operatorAnchorSchema = z.object({ day: z.iso.date() });

export type AnchorInput = z.output<typeof operatorAnchorSchema>;
export type AnchorMailInput = Omit<z.output<typeof anchorMailSchema>, "tenantId">;
