import { z } from "zod";
import { locales } from "@/lib/i18n/locale";

export const proposeMastershipSchema = z.object({ userId: z.uuid() });
export type ProposeMastershipInput = z.output<typeof proposeMastershipSchema>;

export const mastershipOfferSchema = z.object({ offerId: z.uuid() });
export type MastershipOfferInput = z.output<typeof mastershipOfferSchema>;

export const mastershipMailKinds = [
  "proposed",
  "accepted",
  "declined",
  "withdrawn",
  "expired",
] as const;
export type MastershipMailKind = (typeof mastershipMailKinds)[number];

export const mastershipMailSchema = z.object({
  tenantId: z.uuid(),
  offerId: z.uuid(),
  userId: z.uuid(),
  kind: z.enum(mastershipMailKinds),
  locale: z.enum(locales),
});
export type MastershipMailInput = z.output<typeof mastershipMailSchema>;

export const endMastershipOfferSchema = z.object({
  tenantId: z.uuid(),
  offerId: z.uuid(),
  locale: z.enum(locales),
});
export type EndMastershipOfferInput = z.output<typeof endMastershipOfferSchema>;
