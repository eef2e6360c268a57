import { z } from "zod";
import { job } from "@/lib/queue/job";
import { pruneSuspicions } from "./mutations";

export const suspicionJobs = { "suspicions.prune": job(z.object({}), pruneSuspicions) };
