import { z } from "zod";
import { contextForJob } from "@/lib/auth/context";
import { runImport } from "@/lib/importing/mutations";
import { job } from "@/lib/queue/job";

const importJobSchema = z.object({ tenantId: z.uuid(), importId: z.uuid() });

export const importJobs = {
  "imports.run": job(importJobSchema, (input, run) =>
    runImport(contextForJob(input.tenantId, "imports.run"), input, { attempt: run.attempt }),
  ),
};
