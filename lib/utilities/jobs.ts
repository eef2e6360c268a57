import { z } from "zod";
import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { runUtility } from "@/lib/utility-runs/mutations";
import { takeBackUtility } from "@/lib/utility-undoing/mutations";
import { enqueueUtilityPruning, pruneUtilities } from "./mutations";
import { utilityJobSchema, utilityPruneSchema } from "./schema";

export const utilityJobs = {
  "utilities.run": job(utilityJobSchema, ({ tenantId, runId }, { attempt }) =>
    runUtility(contextForJob(tenantId, "utilities.run"), { runId }, { attempt }),
  ),
  "utilities.undo": job(utilityJobSchema, ({ tenantId, runId }) =>
    takeBackUtility(contextForJob(tenantId, "utilities.undo"), { runId }),
  ),
  "utilities.prune": job(z.object({}), () => enqueueUtilityPruning()),
  "utilities.prune-one": job(utilityPruneSchema, ({ tenantId }) =>
    pruneUtilities(contextForJob(tenantId, "utilities.prune")),
  ),
};
