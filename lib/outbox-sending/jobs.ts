import { z } from "zod";
import { job } from "@/lib/queue/job";
import { drainOutbox } from "./mutations";

export const outboxJobs = { "outbox.drain": job(z.object({}), drainOutbox) };
