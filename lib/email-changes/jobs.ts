import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { sendEmailChangeLink } from "./mutations";
import { sendEmailChangeLinkSchema } from "./schema";

export const emailChangeJobs = {
  "email-changes.send-link": job(sendEmailChangeLinkSchema, (input) =>
    sendEmailChangeLink(contextForJob(input.tenantId, "email-changes.send-link"), input),
  ),
};
