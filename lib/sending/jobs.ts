import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { applyEvents } from "./events";
import { applyEventsSchema } from "./schema";

export const sendingJobs = {
  "sending.apply-events": job(applyEventsSchema, ({ tenantId, deliveryId }) =>
    applyEvents(contextForJob(tenantId, "sending.apply-events"), deliveryId),
  ),
};
