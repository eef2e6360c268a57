import { z } from "zod";
import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { buildPack, enqueuePruning, prunePacks } from "./mutations";
import { packJobSchema, pruneJobSchema } from "./schema";

export const evidenceJobs = {
  "evidence.build": job(packJobSchema, ({ tenantId, packId }, { attempt }) =>
    buildPack(contextForJob(tenantId, "evidence.build"), { packId }, { attempt }),
  ),
  "evidence.prune": job(z.object({}), () => enqueuePruning()),
  "evidence.prune-one": job(pruneJobSchema, ({ tenantId }) =>
    prunePacks(contextForJob(tenantId, "evidence.prune")),
  ),
};
