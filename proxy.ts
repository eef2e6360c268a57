import { type NextRequest, NextResponse } from "next/server";

const operatorPath = /^\/operator(\/|$)/;
/** Known only when the process starts, so it cannot be among the headers of the build. */
const isHttps = process.env.ECAI_URL?.startsWith("https://") ?? false;
const identityPath = /^\/(sign-in|sign-up|invitation)(\/|$)/;
/** Browsers cap a cookie's age at 400 days. */
const deviceSeconds = 400 * 24 * 3600;
const sharedPath = /^\/(api\/auth|healthz|readyz|metrics)(\/|$)/;

/**
 * Gives every request an id and answers 404 for the other surface's pages. It guards nothing: every page,
 * action and route checks its caller by itself.
 */
export function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl;
  const isOperatorSurface = process.env.ECAI_SURFACE === "operator";
  const isForeign = !sharedPath.test(pathname) && operatorPath.test(pathname) !== isOperatorSurface;
  const headers = new Headers(request.headers);
  headers.set("x-request-id", crypto.randomUUID());
  headers.set("x-path", `${pathname}${request.nextUrl.search}`);
  if (isOperatorSurface && pathname === "/")
    return NextResponse.redirect(new URL("/operator", request.url));
  if (isForeign)
    return NextResponse.rewrite(new URL("/not-on-this-surface", request.url), {
      request: { headers },
      status: 404,
    });
  const response = NextResponse.next({ request: { headers } });
  if (!isOperatorSurface && identityPath.test(pathname)) keepDevice(request, response);
  if (isHttps)
    response.headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  return response;
}

/** Lets a browser be known again at its next sign-in; the cookie proves nothing about who uses it. */
function keepDevice(request: NextRequest, response: NextResponse): void {
  const name = isHttps ? "__Host-ecai-device" : "ecai-device";
  response.cookies.set(name, request.cookies.get(name)?.value ?? crypto.randomUUID(), {
    httpOnly: true,
    secure: isHttps,
    sameSite: "lax",
    path: "/",
    maxAge: deviceSeconds,
  });
}

export const config = {
  // Next keeps the body of a request that passes here in memory, and cuts it at 10 MB: uploads go around it.
  matcher: ["/((?!_next/|imports/upload$|icon.svg|favicon.ico).*)"],
};
