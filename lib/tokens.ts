import {
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from "node:crypto";
import { env } from "@/lib/env";

/** 256 random bits in base64url. */
export const randomToken = (): string => randomBytes(32).toString("base64url");

/** Six random digits. */
export const randomCode = (): string => randomInt(0, 1_000_000).toString().padStart(6, "0");

/** SHA-256 in hex: enough for secrets of full entropy. */
export const hashToken = (token: string): string =>
  createHash("sha256").update(token).digest("hex");

const keys = new Map<string, Buffer>();

/** Derived once per purpose: a delivery signs a link for every recipient. */
function key(purpose: string): Buffer {
  const known = keys.get(purpose);
  if (known) return known;
  const derived = Buffer.from(hkdfSync("sha256", env().ECAI_SECRET, "", `ecai:${purpose}`, 32));
  keys.set(purpose, derived);
  return derived;
}

/** HMAC-SHA-256 in hex under a key of its own for each purpose: for short secrets such as codes. */
export function keyedHash(purpose: string, text: string): string {
  return createHmac("sha256", key(purpose)).update(text).digest("hex");
}

/** What the database needs to make the same keyed hash: the key's two blocks of HMAC-SHA-256 (RFC 2104), in hex. */
export function hashBlocks(purpose: string): string {
  const block = Buffer.alloc(64);
  key(purpose).copy(block);
  const padded = (pad: number) => Buffer.from(block.map((byte) => byte ^ pad)).toString("hex");
  return padded(0x36) + padded(0x5c);
}

/** A token `payload.signature` that carries `payload` in the clear and cannot be altered. */
export function signToken(purpose: string, payload: string): string {
  const body = Buffer.from(payload).toString("base64url");
  const signature = createHmac("sha256", key(purpose)).update(body).digest("base64url");
  return `${body}.${signature}`;
}

/** The payload of a token made by `signToken` for the same purpose, or null. */
export function verifyToken(purpose: string, token: string): string | null {
  const [body, signature, rest] = token.split(".");
  if (!body || !signature || rest !== undefined) return null;
  const expected = createHmac("sha256", key(purpose)).update(body).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return Buffer.from(body, "base64url").toString();
}

const shortSignatureBytes = 16;

/** A token that carries bytes in the clear with a signature of 128 bits: short enough for every link of a mail. */
export function signBytes(purpose: string, bytes: Buffer): string {
  return Buffer.concat([bytes, shortSignature(purpose, bytes)]).toString("base64url");
}

/** The bytes of a token made by `signBytes` for the same purpose, or null. */
export function verifyBytes(purpose: string, token: string): Buffer | null {
  const all = Buffer.from(token, "base64url");
  if (all.length <= shortSignatureBytes) return null;
  const bytes = all.subarray(0, -shortSignatureBytes);
  const given = all.subarray(-shortSignatureBytes);
  return timingSafeEqual(given, shortSignature(purpose, bytes)) ? bytes : null;
}

const shortSignature = (purpose: string, bytes: Buffer): Buffer =>
  signature(purpose, bytes, shortSignatureBytes);

const signature = (purpose: string, bytes: Buffer, length: number): Buffer =>
  createHmac("sha256", key(purpose)).update(bytes).digest().subarray(0, length);

const briefSignatureBytes = 10;

/**
 * As `signBytes`, in lower-case letters and digits and with a signature of 80 bits: for the local part of an e-mail
 * address, which has room for 64 characters that servers on the way may fold.
 */
export function signBrief(purpose: string, bytes: Buffer): string {
  // The first byte keeps those that are zero.
  const all = Buffer.concat([Buffer.of(1), bytes, briefSignature(purpose, bytes)]);
  return BigInt(`0x${all.toString("hex")}`).toString(36);
}

/** The bytes of a token made by `signBrief` for the same purpose, or null. */
export function verifyBrief(purpose: string, token: string): Buffer | null {
  if (!/^[0-9a-z]{1,64}$/.test(token)) return null;
  const value = [...token].reduce(
    (sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)),
    0n,
  );
  const all = Buffer.from(`0${value.toString(16)}`, "hex");
  if (all[0] !== 1 || all.length <= 1 + briefSignatureBytes) return null;
  const bytes = all.subarray(1, -briefSignatureBytes);
  const given = all.subarray(-briefSignatureBytes);
  return timingSafeEqual(given, briefSignature(purpose, bytes)) ? bytes : null;
}

const briefSignature = (purpose: string, bytes: Buffer): Buffer =>
  signature(purpose, bytes, briefSignatureBytes);
