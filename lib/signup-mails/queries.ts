import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { signupForms } from "@/db/schema/signup-forms";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { signupMailAddress } from "./rules";

/** Whether the service takes mail at all, and a form's address for empty mail; null where it has none. */
export async function readSignupMailAddress(
  ctx: TenantContext,
  formId: string,
): Promise<{ isOffered: boolean; address: string | null }> {
  authorize(ctx, "addresses:read");
  const { INBOUND_DOMAIN: domain } = env();
  const [form] = await readTransaction(ctx, (tx) =>
    tx
      .select({ mailKey: signupForms.mailKey })
      .from(signupForms)
      .where(and(eq(signupForms.tenantId, ctx.tenantId), eq(signupForms.id, formId))),
  );
  if (!form) throw notFound();
  const address = domain && form.mailKey ? signupMailAddress(form.mailKey, domain) : null;
  return { isOffered: domain !== undefined, address };
}

/** The form that a key stands for, or null. */
export async function findFormByMailKey(
  key: string,
): Promise<{ tenantId: string; formId: string } | null> {
  const found = await controlDb().execute<{ tenantId: string; formId: string }>(
    sql`select tenant_id as "tenantId", form_id as "formId" from find_form_by_mail_key(${key})`,
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}
