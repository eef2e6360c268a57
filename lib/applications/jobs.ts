import { z } from "zod";
import { buildEnvironment, sendCompletion, sweepApplications } from "@/lib/builds/mutations";
import { job } from "@/lib/queue/job";
import { sendCode } from "@/lib/registrations/mutations";
import { sendAlreadyRegistered, sendPaymentLink, sendResumeLink } from "./mutations";
import { applicationJobSchema } from "./schema";

export const applicationJobs = {
  "applications.send-payment-link": job(applicationJobSchema, sendPaymentLink),
  "applications.send-resume-link": job(applicationJobSchema, sendResumeLink),
  "applications.send-already-registered": job(applicationJobSchema, sendAlreadyRegistered),
  "applications.send-code": job(applicationJobSchema, sendCode),
  "applications.build": job(applicationJobSchema, buildEnvironment),
  "applications.send-completion": job(applicationJobSchema, sendCompletion),
  "applications.sweep": job(z.object({}), () => sweepApplications()),
};
