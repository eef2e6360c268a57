import { z } from "zod";

const line = z.string().trim().max(200);

/** What the law requires in every mail (特定電子メールの送信の適正化等に関する法律 第4条). */
export const updateTenantSchema = z.object({
  name: line.min(1),
  legalName: line.min(1),
  postalAddress: line.min(1),
  complaintContact: line.min(1),
});
export type UpdateTenantInput = z.output<typeof updateTenantSchema>;
