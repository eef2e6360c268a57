import { z } from "zod";
import { job } from "@/lib/queue/job";
import { clearBlocks } from "./mutations";

export const suspicionJobs = { "suspicions.clear-blocks": job(z.object({}), clearBlocks) };
