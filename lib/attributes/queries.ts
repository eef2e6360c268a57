import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { attributeDefinitions } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import type { attributeSubjects } from "@/db/values";
import { authorize, can, type TenantContext } from "@/lib/auth/context";
import type { Permission } from "@/lib/auth/permissions";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

export type AttributeSubject = (typeof attributeSubjects)[number];
export type Attribute = Pick<
  typeof attributeDefinitions.$inferSelect,
  "id" | "subject" | "key" | "type" | "choices" | "position"
>;

const columns = {
  id: attributeDefinitions.id,
  subject: attributeDefinitions.subject,
  key: attributeDefinitions.key,
  type: attributeDefinitions.type,
  choices: attributeDefinitions.choices,
  position: attributeDefinitions.position,
};

/** Definitions go with the data they describe: whoever may read that, or may define, may read them. */
function readPermission(ctx: TenantContext, subject: AttributeSubject): Permission {
  if (can(ctx, "attributes:write")) return "attributes:write";
  return subject === "address" ? "addresses:read" : "users:read";
}

/** The customer's own fields on addresses or on users, in their order. */
export async function listAttributes(
  ctx: TenantContext,
  subject: AttributeSubject,
): Promise<Attribute[]> {
  authorize(ctx, readPermission(ctx, subject));
  return readTransaction(ctx, (tx) =>
    tx
      .select(columns)
      .from(attributeDefinitions)
      .where(
        and(
          eq(attributeDefinitions.tenantId, ctx.tenantId),
          eq(attributeDefinitions.subject, subject),
        ),
      )
      .orderBy(
        asc(attributeDefinitions.position),
        asc(attributeDefinitions.createdAt),
        asc(attributeDefinitions.key),
      ),
  );
}

export async function getAttribute(ctx: TenantContext, id: string): Promise<Attribute> {
  authorize(ctx, "attributes:write");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select(columns)
      .from(attributeDefinitions)
      .where(and(eq(attributeDefinitions.tenantId, ctx.tenantId), eq(attributeDefinitions.id, id)));
    if (!found) throw notFound();
    return found;
  });
}
