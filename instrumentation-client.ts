import { config } from "zod";

type TrustedTypes = {
  createPolicy: (name: string, rules: Record<string, (text: string) => string | null>) => unknown;
};

const emptyScript = "<script></script>";

// Runs before anything else of the page's: React makes script elements out of markup and Turbopack gives them a plain
// address, so both need a default policy, which lets through exactly that.
const { trustedTypes } = window as typeof window & { trustedTypes?: TrustedTypes };
trustedTypes?.createPolicy("default", {
  createHTML: (markup) => (markup === emptyScript ? markup : null),
  createScriptURL: (address) => (isOwnChunk(address) ? address : null),
});

// Zod compiles checks with eval where it may; here it may not, and even the attempt is a violation.
config({ jitless: true });

function isOwnChunk(address: string): boolean {
  const url = new URL(address, window.location.origin);
  return url.origin === window.location.origin && url.pathname.startsWith("/_next/static/");
}
