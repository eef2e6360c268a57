import "server-only";
import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { TenantContext } from "./context";
import type { Permission } from "./permissions";

/** For pages: without the permission the page does not exist for this user. */
export async function allow(ctx: TenantContext, permission: Permission): Promise<void> {
  if (ctx.permissions.has(permission)) return;
  const { tenantId, request, actor } = ctx;
  log.info({ tenantId, userId: actor.id, requestId: request.requestId, permission }, "refused");
  notFound();
}

/** For pages: turns an expected miss into the not-found page. */
export async function orNotFound<T>(wanted: Promise<T>): Promise<T> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "not_permitted"))
      notFound();
    throw error;
  }
}
