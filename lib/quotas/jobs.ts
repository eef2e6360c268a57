import { z } from "zod";
import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { enqueueMeasurements, measureUsage } from "./mutations";

export const quotaJobs = {
  "quotas.measure": job(z.object({}), () => enqueueMeasurements()),
  "quotas.measure-one": job(z.object({ tenantId: z.uuid() }), ({ tenantId }) =>
    measureUsage(contextForJob(tenantId, "quotas")),
  ),
};
