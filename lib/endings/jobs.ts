import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { confirmCancellation } from "./mutations";
import { endingJobSchema } from "./schema";

export const endingJobs = {
  "endings.confirm": job(endingJobSchema, (input) =>
    confirmCancellation(contextForJob(input.tenantId, "endings.confirm"), input),
  ),
};
