"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { addIncidentEntry, closeIncident, openIncident, updateIncident } from "./mutations";
import {
  closeIncidentSchema,
  incidentEntrySchema,
  openIncidentSchema,
  updateIncidentSchema,
} from "./schema";

const pages = { revalidate: [paths.operatorIncidents] };

export const openIncidentAction = operatorAction(openIncidentSchema, openIncident, pages);
export const updateIncidentAction = operatorAction(updateIncidentSchema, updateIncident, pages);
export const addIncidentEntryAction = operatorAction(incidentEntrySchema, addIncidentEntry, pages);
export const closeIncidentAction = operatorAction(closeIncidentSchema, closeIncident, {
  ...pages,
  needsProof: true,
});
