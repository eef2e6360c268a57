import "server-only";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getImport } from "@/lib/imports/queries";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";
import { importResource } from "./rules";

/** An import as programs see it. Throws `not_found`. */
export async function getApiImport(ctx: TenantContext, id: string) {
  authorize(ctx, "addresses:import");
  const found = await getImport(ctx, id);
  return importResource(found, absoluteUrl(paths.apiImportErrors(found.id)));
}
