import { job } from "@/lib/queue/job";
import { readReturnedMail } from "@/lib/returned-mails/mutations";
import { readMailSchema } from "./schema";

export const inboundJobs = {
  "inbound.read-returned": job(readMailSchema, readReturnedMail),
};
