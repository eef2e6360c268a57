import { job } from "@/lib/queue/job";
import { readReturnedMail } from "@/lib/returned-mails/mutations";
import { signUpByMail } from "@/lib/signup-mails/mutations";
import { readMailSchema } from "./schema";

export const inboundJobs = {
  "inbound.read-returned": job(readMailSchema, readReturnedMail),
  "inbound.sign-up": job(readMailSchema, signUpByMail),
};
