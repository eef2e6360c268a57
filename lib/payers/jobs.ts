import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { followEnding } from "./mutations";
import { endSubscriptionSchema } from "./schema";

export const payerJobs = {
  "payers.follow-ending": job(endSubscriptionSchema, ({ tenantId }) =>
    followEnding(contextForJob(tenantId, "payers.follow-ending")),
  ),
};
