import "server-only";
import { and, eq } from "drizzle-orm";
import { addresses } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { getAddress } from "@/lib/addresses/queries";
import { normalizeEmail } from "@/lib/addresses/rules";
import { ApiError } from "@/lib/auth/api-error";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { addressResource } from "./rules";

/** An address as programs see it. Throws `not_found`. */
export async function getApiAddress(ctx: TenantContext, id: string) {
  authorize(ctx, "addresses:read");
  return addressResource(await getAddress(ctx, id));
}

/** The same by its e-mail address, in any spelling. Throws `not_found`. */
export async function findApiAddress(ctx: TenantContext, typed: string | null) {
  authorize(ctx, "addresses:read");
  const email = normalizeEmail(typed ?? "")?.email;
  if (!email)
    throw new ApiError(422, "parameter_invalid", {
      field: "email",
      messageKey: "validation.invalidEmail",
    });
  const id = await findAddressId(ctx, email);
  if (!id) throw notFound();
  return getApiAddress(ctx, id);
}

/** The id of the address with a normalised e-mail address, or null. */
async function findAddressId(ctx: TenantContext, email: string): Promise<string | null> {
  authorize(ctx, "addresses:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.email, email))),
  );
  return row?.id ?? null;
}
