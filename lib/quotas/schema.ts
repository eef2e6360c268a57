import { z } from "zod";

const most = 2_000_000_000;
const limit = z.union([
  z.literal("").transform(() => null),
  z.coerce.number().int().min(0).max(most),
]);

/** An empty field leaves the limit to the plan. */
export const setTenantLimitsSchema = z.object({
  tenantId: z.uuid(),
  addresses: limit,
  monthlyMails: limit,
  users: limit,
  mailsPerHour: limit,
});
export type SetTenantLimitsInput = z.output<typeof setTenantLimitsSchema>;
