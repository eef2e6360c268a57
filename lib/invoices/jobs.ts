import { contextForJob } from "@/lib/auth/context";
import { job } from "@/lib/queue/job";
import { adoptInvoices } from "./mutations";
import { adoptInvoicesSchema } from "./schema";

export const invoiceJobs = {
  "invoices.adopt": job(adoptInvoicesSchema, ({ tenantId }) =>
    adoptInvoices(contextForJob(tenantId, "invoices.adopt")),
  ),
};
