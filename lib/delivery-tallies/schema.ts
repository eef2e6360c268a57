import { z } from "zod";

export const tallySchema = z.object({ tenantId: z.uuid(), deliveryId: z.uuid() });
