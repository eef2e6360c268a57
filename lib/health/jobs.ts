import { z } from "zod";
import { job } from "@/lib/queue/job";
import { prune } from "./mutations";

export const healthJobs = { "health.prune": job(z.object({}), prune) };
