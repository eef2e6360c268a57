import type { signOnPresets } from "@/db/values";

export type SignOnPreset = (typeof signOnPresets)[number];

/** An issuer identifier (OpenID Connect Discovery 1.0, 3): an address without query and fragment. */
export function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && !url.search && !url.hash && !url.username && !url.password;
}

/** Microsoft's issuers for the accounts of any organisation: what they say of an e-mail address binds nobody. */
export function isSharedIssuer(text: string): boolean {
  return (
    URL.canParse(text) &&
    /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/i.test(
      new URL(text).href,
    )
  );
}

/** What a tenant types for each kind of provider; `<…>` stands for its own part. */
export const issuerExamples: Record<SignOnPreset, string> = {
  entra: "https://login.microsoftonline.com/<tenant-id>/v2.0",
  google: "https://accounts.google.com",
  okta: "https://<company>.okta.com",
  other: "https://id.example.co.jp",
};
