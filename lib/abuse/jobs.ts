import { z } from "zod";
import { job } from "@/lib/queue/job";
import { refreshFigures, watchAbuse } from "./mutations";

export const abuseJobs = {
  "abuse.watch": job(z.object({}), () => watchAbuse()),
  "abuse.refresh": job(z.object({}), () => refreshFigures()),
};
