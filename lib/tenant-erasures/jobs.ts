import { z } from "zod";
import { job } from "@/lib/queue/job";
import { sweepEndings } from "./mutations";

export const tenantErasureJobs = {
  "endings.sweep": job(z.object({}).loose(), () => sweepEndings()),
};
