import { afterEach, describe, expect, it, vi } from "vitest";
import { cookieName, isSecureSurface } from "./cookie-names";
import { parseEnvironment } from "./env";
import { securityHeaders } from "./security-headers";

const production = {
  NODE_ENV: "production",
  ECAI_URL: "https://mail.example.jp",
  ECAI_OPERATOR_URL: "http://127.0.0.1:3001",
  ECAI_SECRET: "s".repeat(32),
  DATABASE_URL: "postgres://ecai_app:x@db.example.jp/ecai?sslmode=verify-full",
  STRIPE_SECRET_KEY: "sk",
  STRIPE_WEBHOOK_SECRET: "whsec_x",
  MAIL_TRANSPORT: "smtp",
  SMTP_URL: "smtps://u:p@smtp.example.jp",
};

const refused = (changes: Record<string, string>): string => {
  try {
    parseEnvironment({ ...production, ...changes });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("the start in production", () => {
  it("W10: goes ahead when every connection that leaves the machine is encrypted", () => {
    expect(refused({})).toBe("");
    expect(refused({ ECAI_URL: "http://localhost:3000" })).toBe("");
    expect(refused({ DATABASE_URL: "postgres://ecai_app:x@127.0.0.1:5432/ecai" })).toBe("");
    expect(refused({ SMTP_URL: "smtp://localhost:25" })).toBe("");
    expect(refused({ SMTP_URL: "smtp://smtp.example.jp:587/?requireTLS=true" })).toBe("");
  });

  it.each([
    ["ECAI_URL", "http://mail.example.jp"],
    ["ECAI_URL", "http://localhost.example.jp"],
    ["ECAI_OPERATOR_URL", "http://10.0.0.5:3001"],
    ["DATABASE_URL", "postgres://ecai_app:x@db.example.jp/ecai"],
    ["DATABASE_URL", "postgres://ecai_app:x@db.example.jp/ecai?sslmode=prefer"],
    ["DATABASE_URL", "postgres://ecai_app:x@db.example.jp/ecai?sslmode=require"],
    ["SMTP_URL", "smtp://smtp.example.jp:587"],
    ["SMTP_URL", "smtp://smtp.example.jp:587/?requireTLS=false"],
    ["SMTP_URL", "smtps://smtp.example.jp/?tls.rejectUnauthorized=false"],
  ])("W10: is refused with %s=%s", (name, value) => {
    expect(refused({ [name]: value })).toContain(`${name}: must`);
  });

  it("W10: the operator's process is held to the same", () => {
    const operator = { ECAI_SURFACE: "operator" };
    expect(refused(operator)).toBe("");
    expect(refused({ ...operator, ECAI_OPERATOR_URL: "http://ops.example.jp" })).toContain("https");
  });

  it("development may be plain", () => {
    expect(refused({ NODE_ENV: "development", ECAI_URL: "http://mail.example.jp" })).toBe("");
  });
});

describe("securityHeaders", () => {
  const given = { nonce: "bm9uY2U=", pathname: "/dashboard", isHttps: true, isDev: false };
  const policy = (changes = {}) =>
    securityHeaders({ ...given, ...changes })["Content-Security-Policy"] ?? "";

  it("W10: over HTTPS browsers are told to come by HTTPS only, for two years", () => {
    const age = (isHttps: boolean) =>
      securityHeaders({ ...given, isHttps })["Strict-Transport-Security"];
    expect(age(true)).toBe("max-age=63072000; includeSubDomains");
    expect(age(false)).toBeUndefined();
    expect(policy()).toContain("upgrade-insecure-requests");
    expect(policy({ isHttps: false })).not.toContain("upgrade-insecure-requests");
  });

  it("W21: a page runs only scripts with its nonce and is framed by nobody", () => {
    const scripts = policy()
      .split("; ")
      .find((directive) => directive.startsWith("script-src "));
    expect(scripts).toBe("script-src 'nonce-bm9uY2U=' 'strict-dynamic'");
    for (const part of [
      "default-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy().split("; ")).toContain(part);
  });

  it("W14: shows a recipient's mail without script, form or origin, and sends no address on", () => {
    const web = { pathname: "/m/w/token" };
    for (const part of ["default-src 'none'", "form-action 'none'", "frame-ancestors 'none'"])
      expect(policy(web).split("; ")).toContain(part);
    expect(policy(web)).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy(web)).not.toMatch(/script-src|allow-scripts|allow-same-origin/);
    const headers = securityHeaders({ ...given, pathname: "/m/o/token" });
    expect(headers["Cross-Origin-Resource-Policy"]).toBe("cross-origin");
    expect(headers["Referrer-Policy"]).toBe("no-referrer");
    expect(securityHeaders(given)["Cross-Origin-Resource-Policy"]).toBeUndefined();
  });

  it("W21: a customer's mail is shown without scripts, forms, an origin or other hosts", () => {
    const parts = policy({ pathname: "/mail-frame" }).split("; ");
    for (const part of ["default-src 'none'", "sandbox", "form-action 'none'", "base-uri 'none'"])
      expect(parts).toContain(part);
    expect(parts.join()).not.toMatch(/https?:|script-src|allow-/);
  });
});

describe("cookies", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("W10: over HTTPS are secure and kept to the host by their name, each surface by its own address", () => {
    expect(cookieName("ecai-session")).toBe("ecai-session");
    vi.stubEnv("ECAI_URL", "https://mail.example.jp");
    expect([cookieName("ecai-session"), isSecureSurface()]).toEqual(["__Host-ecai-session", true]);
    vi.stubEnv("ECAI_SURFACE", "operator");
    expect([cookieName("ecai-session"), isSecureSurface()]).toEqual(["ecai-session", false]);
  });
});
