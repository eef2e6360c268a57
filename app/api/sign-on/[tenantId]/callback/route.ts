import { NextResponse } from "next/server";
import { completeSignIn } from "@/lib/auth/complete-sign-in";
import { publicRoute } from "@/lib/auth/route";
import { takeSignOnCookie } from "@/lib/auth/sign-on-cookie";
import { AppError } from "@/lib/errors";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";
import { finishSignOn } from "@/lib/signing-on/mutations";
import { problemIn } from "@/lib/signing-on/rules";

const goTo = (path: string, search: Record<string, string> = {}) => {
  const query = new URLSearchParams(search);
  const address = absoluteUrl(query.size > 0 ? `${path}?${query}` : path);
  return NextResponse.redirect(address, {
    status: 303,
    headers: { "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
};

/** Where an identity provider sends the browser back to. */
export const GET = publicRoute(async (request, params, info) => {
  const browser = await takeSignOnCookie();
  const { search } = request.nextUrl;
  try {
    const done = await finishSignOn(info, { tenantId: params.tenantId ?? "", search, browser });
    if (!("ticket" in done)) return goTo(paths.signOnSettings, { test: "ok" });
    await completeSignIn(done.ticket);
    return done.mustAcceptTerms ? goTo(paths.signInTerms, { next: done.next }) : goTo(done.next);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problem = problemIn(error);
    return error.details.params?.purpose === "test"
      ? goTo(paths.signOnSettings, { test: problem })
      : goTo(paths.signIn, { problem });
  }
});
