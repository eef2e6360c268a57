import { completeSignOut, signedOut } from "@/lib/auth/complete-sign-in";
import { findOperatorContext } from "@/lib/auth/require";
import { publicRoute } from "@/lib/auth/route";
import { signOutOperator } from "@/lib/operators/mutations";
import { paths } from "@/lib/paths";

export const POST = publicRoute(
  async () => {
    const operator = await findOperatorContext();
    if (operator) await signOutOperator(operator);
    await completeSignOut();
    return signedOut(paths.operatorSignIn);
  },
  { surface: "operator" },
);
