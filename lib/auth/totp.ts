import { Secret, TOTP } from "otpauth";
import QRCode from "qrcode";

const issuer = "ECAI";
/** For how long a code is shown. */
export const periodSeconds = 30;

const generator = (secret: string, label = "") =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), digits: 6, period: periodSeconds });

/** A new secret of 160 bits in base32 (RFC 4226, section 4). */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/**
 * The time step (RFC 6238) whose code this is, at most one step from now on either side, or null. A step that
 * was used up must not be accepted again: the caller keeps the newest.
 */
export function totpStepOf(secret: string, code: string, now = Date.now()): number | null {
  const token = code.normalize("NFKC").replace(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const delta = generator(secret).validate({ token, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1000 / periodSeconds) + delta;
}

export const totpCode = (secret: string, now = Date.now()): string =>
  generator(secret).generate({ timestamp: now });

export type TotpSetUp = { secret: string; uri: string; qr: string };

/** What an authenticator app needs: the secret, its `otpauth:` address, and that address as a QR code (an SVG data URL). */
export async function totpSetUp(secret: string, label: string): Promise<TotpSetUp> {
  const uri = generator(secret, label).toString();
  const svg = await QRCode.toString(uri, { type: "svg", margin: 2, errorCorrectionLevel: "M" });
  return { secret, uri, qr: `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}` };
}
