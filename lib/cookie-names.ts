/**
 * A cookie's name on this surface. Over HTTPS it has the prefix that makes browsers keep it to this very host and to
 * secure connections (RFC 6265bis 4.1.3.2); plain HTTP on one's own machine cannot have it.
 */
export const cookieName = (name: string): string => `${isSecureSurface() ? "__Host-" : ""}${name}`;

/** Whether this process's surface is called over HTTPS; known when it starts, not when it is built. */
export function isSecureSurface(): boolean {
  const { ECAI_SURFACE, ECAI_URL, ECAI_OPERATOR_URL } = process.env;
  return (
    (ECAI_SURFACE === "operator" ? ECAI_OPERATOR_URL : ECAI_URL)?.startsWith("https://") ?? false
  );
}
