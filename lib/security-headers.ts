import { transportPolicy } from "./transport-policy";

/** Where a customer's mail is shown: a document of its own, so that its policy is not the page's. */
const mailFramePath = "/mail-frame";

/** Where a recipient reads a mail in the browser. */
const webVersionPath = /^\/m\/w\//;

/** What mails lead to and fetch, from wherever they are read. */
const mailPath = /^\/m\//;

type Circumstances = {
  nonce: string;
  pathname: string;
  isHttps: boolean;
  isDev: boolean;
  /** Other sites that may frame the page; without it nobody may. */
  frameAncestors?: readonly string[] | undefined;
};

/**
 * Headers that depend on the request. A header set here wins over the same one of a page or route, so that a path
 * that needs another one is told apart here.
 */
export function securityHeaders(given: Circumstances): Record<string, string> {
  const isMailFrame = given.pathname === mailFramePath;
  return {
    "Content-Security-Policy": isMailFrame
      ? mailFramePolicy
      : webVersionPath.test(given.pathname)
        ? webVersionPolicy
        : pagePolicy(given),
    ...(given.frameAncestors
      ? { "Cross-Origin-Resource-Policy": "cross-origin" }
      : { "X-Frame-Options": isMailFrame ? "SAMEORIGIN" : "DENY" }),
    "X-DNS-Prefetch-Control": "off",
    ...(mailPath.test(given.pathname)
      ? { "Cross-Origin-Resource-Policy": "cross-origin", "Referrer-Policy": "no-referrer" }
      : {}),
    ...(given.isHttps ? { "Strict-Transport-Security": transportPolicy } : {}),
  };
}

/** A customer's mail: no script, no form, no origin, no way out, and nothing fetched from another host. */
const mailFramePolicy = policy({
  "default-src": ["'none'"],
  "style-src": ["'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["data:"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'self'"],
  sandbox: [],
});

/** The same for its recipient, who sees the pictures and may follow the links. */
const webVersionPolicy = policy({
  "default-src": ["'none'"],
  "style-src": ["'unsafe-inline'"],
  "img-src": ["https:", "data:"],
  "font-src": ["data:"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
  sandbox: ["allow-popups", "allow-popups-to-escape-sandbox"],
});

/**
 * Only scripts that carry the request's nonce run, and what those load. Style attributes stay allowed: the server
 * renders those of measured parts (charts, hidden labels, column widths), which have no nonce in CSP 3. In
 * development Next compiles with eval and adds style elements without a nonce.
 */
function pagePolicy({ nonce, isHttps, isDev, frameAncestors }: Circumstances): string {
  return policy({
    "default-src": ["'none'"],
    "script-src": [`'nonce-${nonce}'`, "'strict-dynamic'", ...(isDev ? ["'unsafe-eval'"] : [])],
    "script-src-attr": ["'none'"],
    "style-src": isDev ? ["'self'", "'unsafe-inline'"] : ["'self'", `'nonce-${nonce}'`],
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": frameAncestors ?? ["'none'"],
    ...(isDev ? {} : { "require-trusted-types-for": ["'script'"], "trusted-types": ["default"] }),
    ...(isHttps ? { "upgrade-insecure-requests": [] } : {}),
  });
}

function policy(directives: Record<string, readonly string[]>): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}
