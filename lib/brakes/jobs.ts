import { tellBrake } from "@/lib/brake-telling/mutations";
import { job } from "@/lib/queue/job";
import { tellBrakeSchema } from "./schema";

export const brakeJobs = { "brakes.tell": job(tellBrakeSchema, tellBrake) };
