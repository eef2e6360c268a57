import { z } from "zod";
import { job } from "@/lib/queue/job";
import { watchService, watchSlowly } from "./mutations";

const nothing = z.object({});

export const watchingJobs = {
  "watching.service": job(nothing, () => watchService()),
  "watching.slowly": job(nothing, () => watchSlowly()),
};
