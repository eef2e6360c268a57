import { z } from "zod";
import { job } from "@/lib/queue/job";
import { probeAllTenants } from "./mutations";

export const isolationJobs = { "isolation.probe": job(z.object({}), probeAllTenants) };
