import { z } from "zod";
import { job } from "@/lib/queue/job";
import { auditPackages } from "./mutations";

export const packageAuditJobs = {
  "packages.audit": job(z.object({}).loose(), () => auditPackages()),
};
