import { z } from "zod";
import { job } from "@/lib/queue/job";
import { watchIncidents } from "./mutations";

export const incidentJobs = { "incidents.watch": job(z.object({}), () => watchIncidents()) };
