import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { sendSignupConfirmation } from "./mutations";
import { signupJobSchema } from "./schema";

export const signupRequestJobs = {
  "signup-requests.send-confirmation": job(signupJobSchema, (input) =>
    sendSignupConfirmation(
      contextForJob(input.tenantId, "signup-requests.send-confirmation"),
      input,
    ),
  ),
};
