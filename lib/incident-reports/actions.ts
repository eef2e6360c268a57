"use server";

import { tenantAction } from "@/lib/auth/action";
import { reportIncidentSchema } from "@/lib/incidents/schema";
import { paths } from "@/lib/paths";
import { reportIncident } from "./mutations";

export const reportIncidentAction = tenantAction(reportIncidentSchema, reportIncident, {
  revalidate: [paths.incidents],
});
