import { z } from "zod";
import { watchArrears } from "@/lib/arrears/mutations";
import { listBillingDue } from "@/lib/arrears/queries";
import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { beginNextPlan } from "./mutations";

export const billingJobs = {
  "billing.watch": job(z.object({}).loose(), async () => {
    for (const tenantId of await listBillingDue(new Date())) {
      const ctx = contextForJob(tenantId, "billing.watch");
      await beginNextPlan(ctx);
      await watchArrears(ctx);
    }
  }),
};
