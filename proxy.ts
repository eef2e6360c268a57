import { type NextRequest, NextResponse } from "next/server";
import { browserId, browserSeconds, newBrowser } from "@/lib/auth/known-device";
import { clientAddress } from "@/lib/client-address";
import { cookieName, isSecureSurface } from "@/lib/cookie-names";
import { securityHeaders } from "@/lib/security-headers";
import { findSignupFrame, type SignupFrame } from "@/lib/signup-frames/queries";
import { frameAncestors, readFormPath } from "@/lib/signup-frames/rules";
import { recordSuspicion } from "@/lib/suspicions/mutations";
import { isBlockedAddress } from "@/lib/suspicions/queries";
import { isAlwaysOpen, isProbe, type SuspicionKind } from "@/lib/suspicions/rules";
import { randomToken } from "@/lib/tokens";

const operatorPath = /^\/operator(\/|$)/;
const identityPath = /^\/(sign-in|sign-up|invitation)(\/|$)/;
const sharedPath = /^\/(api\/auth|healthz|readyz|metrics)(\/|$)/;
const isDev = process.env.NODE_ENV === "development";
const isOperator = () => process.env.ECAI_SURFACE === "operator";

/** Nothing that passes here is longer; a file is uploaded past it, with a limit of its own. */
const bodyMaxBytes = 8 * 1024 * 1024;

/**
 * Gives every request a nonce and every answer its security headers (its id it has from lib/access-log.ts); turns away blocked networks, probes for
 * other software, oversized bodies and the other surface's pages. It guards nothing: every page, action and route
 * checks its caller by itself.
 */
export async function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl;
  const nonce = randomToken();
  const form = await findForm(pathname);
  const secure = securityHeaders({
    nonce,
    pathname,
    isHttps: isSecureSurface(),
    isDev,
    frameAncestors: form?.isEmbedded ? frameAncestors(form.allowedSites) : undefined,
  });
  const headers = new Headers(request.headers);
  // A form speaks its own language, whatever the browser's is.
  headers.delete("x-locale");
  if (form) headers.set("x-locale", form.locale);
  headers.set("x-path", `${pathname}${request.nextUrl.search}`);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts out of the policy.
  headers.set("content-security-policy", secure["Content-Security-Policy"] ?? "");
  const response = (await refusal(request, headers)) ?? answer(request, headers);
  for (const [name, value] of Object.entries(secure)) response.headers.set(name, value);
  response.headers.set("x-request-id", headers.get("x-request-id") ?? "");
  return response;
}

/** The sign-up form that an address belongs to; without the database no page answers either. */
async function findForm(pathname: string): Promise<(SignupFrame & { isEmbedded: boolean }) | null> {
  const wanted = isOperator() ? null : readFormPath(pathname);
  if (!wanted) return null;
  const frame = await findSignupFrame(wanted.id).catch(() => null);
  return frame && { ...frame, isEmbedded: wanted.isEmbedded };
}

async function refusal(request: NextRequest, headers: Headers): Promise<NextResponse | null> {
  const { pathname, search } = request.nextUrl;
  const ip = clientAddress(request.headers);
  if (!isAlwaysOpen(pathname) && (await isBlockedAddress(ip))) return plain(403);
  const note = (kind: SuspicionKind, detail?: string) =>
    recordSuspicion({
      kind,
      detail,
      ip,
      method: request.method,
      path: `${pathname}${search}`,
      userAgent: request.headers.get("user-agent"),
      requestId: headers.get("x-request-id"),
    });
  const length = request.headers.get("content-length");
  if (Number(length) > bodyMaxBytes) {
    await note("oversized_body", `${length}`);
    return plain(413);
  }
  if (isProbe(`${pathname}${search}`)) {
    await note("path_probe");
    return plain(404);
  }
  return null;
}

const plain = (status: number) =>
  new NextResponse(null, { status, headers: { "cache-control": "no-store" } });

function answer(request: NextRequest, headers: Headers): NextResponse {
  const { pathname } = request.nextUrl;
  const isForeign = !sharedPath.test(pathname) && operatorPath.test(pathname) !== isOperator();
  if (isOperator() && pathname === "/")
    return NextResponse.redirect(new URL("/operator", request.url));
  if (isForeign)
    return NextResponse.rewrite(new URL("/not-on-this-surface", request.url), {
      request: { headers },
      status: 404,
    });
  const response = NextResponse.next({ request: { headers } });
  if (!isOperator() && identityPath.test(pathname)) keepBrowser(request, response);
  return response;
}

/** Lets a browser be known again at its next sign-in. An answer to a form may set the cookie itself. */
function keepBrowser(request: NextRequest, response: NextResponse): void {
  const name = cookieName("ecai-browser");
  if (request.method !== "GET" || browserId(request.cookies.get(name)?.value)) return;
  response.cookies.set(name, newBrowser(), {
    httpOnly: true,
    secure: isSecureSurface(),
    sameSite: "lax",
    path: "/",
    maxAge: browserSeconds,
  });
}

export const config = {
  // Next keeps the body of a request that passes here in memory, and cuts it at 10 MB: uploads go around it.
  matcher: ["/((?!_next/|imports/upload$|api/v1/imports$|icon.svg|favicon.ico).*)"],
};
