const formPath = /^\/f\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/(.+))?$/;

/** The form that a public address belongs to, and whether the address is the one for other sites; null for any other. */
export function readFormPath(pathname: string): { id: string; isEmbedded: boolean } | null {
  const [, id, part] = formPath.exec(pathname) ?? [];
  return id ? { id, isEmbedded: part === "embed" } : null;
}

/** Who may frame an embedded form (CSP `frame-ancestors`): the sites of its list, or every site without a list. */
export const frameAncestors = (allowedSites: readonly string[]): readonly string[] =>
  allowedSites.length > 0 ? allowedSites : ["*"];
