import { completeSignOut, signedOut } from "@/lib/auth/complete-sign-in";
import { findTenantContext } from "@/lib/auth/require";
import { publicRoute } from "@/lib/auth/route";
import { paths } from "@/lib/paths";
import { closeSession } from "@/lib/sign-in/mutations";

/** A form posts here rather than call an action: only an answer of one's own can have the browser forget what it kept. */
export const POST = publicRoute(async () => {
  const ctx = await findTenantContext();
  if (ctx) await closeSession(ctx);
  await completeSignOut();
  return signedOut(paths.signIn);
});
