import { contextForJob } from "@/lib/auth/context";
import { sendInvitation } from "@/lib/invitations/mutations";
import { sendInvitationSchema } from "@/lib/invitations/schema";
import { job } from "@/lib/queue/job";

export const userJobs = {
  "users.send-invitation": job(sendInvitationSchema, (input) =>
    sendInvitation(contextForJob(input.tenantId, "users.send-invitation"), input),
  ),
};
