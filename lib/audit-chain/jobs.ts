import { z } from "zod";
import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import {
  anchorChain,
  anchorOperatorChain,
  checkOwnChain,
  mailAnchor,
  mailOperatorAnchor,
  startDailyRun,
} from "./mutations";
import { anchorJobSchema, anchorMailSchema, operatorAnchorSchema, tenantJobSchema } from "./schema";

const nothing = z.object({});

export const auditChainJobs = {
  "audit.daily": job(nothing, () => startDailyRun()),
  "audit.anchor": job(anchorJobSchema, ({ tenantId, day }) =>
    anchorChain(contextForJob(tenantId, "audit.anchor"), { day }),
  ),
  "audit.mail-anchor": job(anchorMailSchema, ({ tenantId, ...input }) =>
    mailAnchor(contextForJob(tenantId, "audit.mail-anchor"), input),
  ),
  "audit.anchor-operator": job(operatorAnchorSchema, anchorOperatorChain),
  "audit.mail-operator-anchor": job(operatorAnchorSchema, mailOperatorAnchor),
  "audit.check": job(tenantJobSchema, ({ tenantId }) =>
    checkOwnChain(contextForJob(tenantId, "audit.check")),
  ),
};
