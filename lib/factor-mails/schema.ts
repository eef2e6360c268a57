import { z } from "zod";
import { locales } from "@/lib/i18n/locale";

export const factorMailKinds = [
  "totpAdded",
  "totpRemoved",
  "passkeyAdded",
  "passkeyRemoved",
  "recoveryCodesReplaced",
  "recoveryCodeUsed",
  "resetByMaster",
] as const;
export type FactorMailKind = (typeof factorMailKinds)[number];

export const factorMailSchema = z.object({
  tenantId: z.uuid(),
  userId: z.uuid(),
  kind: z.enum(factorMailKinds),
  locale: z.enum(locales),
});
export type FactorMailInput = z.output<typeof factorMailSchema>;
