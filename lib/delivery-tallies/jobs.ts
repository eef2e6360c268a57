import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { tallyDelivery } from "./mutations";
import { tallySchema } from "./schema";

export const tallyJobs = {
  "history.tally": job(tallySchema, ({ tenantId, deliveryId }) =>
    tallyDelivery(contextForJob(tenantId, "history.tally"), deliveryId),
  ),
};
