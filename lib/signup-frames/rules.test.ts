import { describe, expect, it } from "vitest";
import { securityHeaders } from "@/lib/security-headers";
import { frameAncestors, readFormPath } from "./rules";

const id = "11111111-2222-4333-8444-555555555555";

describe("readFormPath", () => {
  it("tells the address for other sites from the others", () => {
    expect(readFormPath(`/f/${id}`)).toEqual({ id, isEmbedded: false });
    expect(readFormPath(`/f/${id}/embed`)).toEqual({ id, isEmbedded: true });
    expect(readFormPath(`/f/${id}/confirmation/abc`)).toEqual({ id, isEmbedded: false });
  });

  it.each([
    `/f/${id}x`,
    "/f/embed",
    "/f",
    `/g/${id}/embed`,
    `/x/f/${id}/embed`,
    `/f/${id}/embed/x`,
  ])("opens nothing at %s", (pathname) => {
    expect(readFormPath(pathname)?.isEmbedded ?? false).toBe(false);
  });
});

describe("the headers of an embedded form", () => {
  const given = { nonce: "n", isHttps: true, isDev: false };
  const of = (sites: string[]) =>
    securityHeaders({
      ...given,
      pathname: `/f/${id}/embed`,
      frameAncestors: frameAncestors(sites),
    });

  it("let its sites frame it, or every site where none is named", () => {
    const named = of(["https://a.example.jp", "https://b.example.jp"]);
    expect(named["Content-Security-Policy"]).toContain(
      "frame-ancestors https://a.example.jp https://b.example.jp;",
    );
    expect(of([])["Content-Security-Policy"]).toContain("frame-ancestors *;");
    expect(named).not.toHaveProperty("X-Frame-Options");
  });

  it("differ from any other page's in nothing else", () => {
    const other = securityHeaders({ ...given, pathname: `/f/${id}` });
    expect(other["X-Frame-Options"]).toBe("DENY");
    expect(other["Content-Security-Policy"]).toContain("frame-ancestors 'none';");
    const strict = (policy = "") => policy.replace(/frame-ancestors [^;]+/, "");
    expect(strict(of([])["Content-Security-Policy"])).toBe(
      strict(other["Content-Security-Policy"]),
    );
  });
});
