import { z } from "zod";
import { contextForJob } from "@/lib/auth/context";
import { runCheck } from "@/lib/import-checks/mutations";
import { enqueueChangePruning, pruneChanges, runUndo } from "@/lib/import-undos/mutations";
import { runImport } from "@/lib/importing/mutations";
import { job } from "@/lib/queue/job";

const importJobSchema = z.object({ tenantId: z.uuid(), importId: z.uuid() });

export const importJobs = {
  "imports.check": job(importJobSchema, (input) =>
    runCheck(contextForJob(input.tenantId, "imports.check"), input),
  ),
  "imports.run": job(importJobSchema, (input, run) =>
    runImport(contextForJob(input.tenantId, "imports.run"), input, { attempt: run.attempt }),
  ),
  "imports.undo": job(importJobSchema, (input) =>
    runUndo(contextForJob(input.tenantId, "imports.undo"), input),
  ),
  "imports.prune": job(z.object({}), () => enqueueChangePruning()),
  "imports.prune-one": job(z.object({ tenantId: z.uuid() }), ({ tenantId }) =>
    pruneChanges(contextForJob(tenantId, "imports.prune")),
  ),
};
