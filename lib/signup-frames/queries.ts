import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { isUuid } from "@/lib/uuid";

export type SignupFrame = { tenantId: string; locale: "ja" | "en"; allowedSites: string[] };

/** Whose form it is, its language and the sites that may frame it; null where there is no such form. */
export async function findSignupFrame(id: string): Promise<SignupFrame | null> {
  if (!isUuid(id)) return null;
  const [row] = await controlDb().execute<{
    tenant_id: string;
    locale: "ja" | "en";
    allowed_sites: string[];
  }>(sql`select tenant_id, locale, allowed_sites from find_signup_form(${id})`);
  return row
    ? { tenantId: row.tenant_id, locale: row.locale, allowedSites: row.allowed_sites }
    : null;
}
