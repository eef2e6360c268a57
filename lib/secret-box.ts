import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "@/lib/env";

const algorithm = "aes-256-gcm";
const tagBytes = 16;

/** What a sealed text belongs to: it opens for the same purpose and owner only. */
export type Seal = { purpose: string; owner: string };

type DataKey = { id: string; secret: string };

/**
 * The keys that seal secrets at rest, the current one first. ECAI_DATA_KEYS is `id:secret`, separated by commas; without
 * it one key is derived from ECAI_SECRET.
 */
function dataKeys(): DataKey[] {
  const { ECAI_DATA_KEYS, ECAI_SECRET } = env();
  const given = ECAI_DATA_KEYS.map((entry): DataKey => {
    const [id = "", secret = ""] = entry.split(/:(.*)/s);
    return { id, secret };
  });
  return [...given, { id: "default", secret: ECAI_SECRET }];
}

function cipherKey({ id, secret }: DataKey): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `ecai:data-key:${id}`, 32));
}

const boundTo = ({ purpose, owner }: Seal): Buffer => Buffer.from(JSON.stringify([purpose, owner]));

/** `text` encrypted with AES-256-GCM (NIST SP 800-38D) under the current key, as `v1.<key id>.<base64url>`. */
export function seal(text: string, to: Seal): string {
  const [current] = dataKeys();
  if (!current) throw new Error("no key to seal with");
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, cipherKey(current), nonce).setAAD(boundTo(to));
  const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final()]);
  return `v1.${current.id}.${Buffer.concat([body, cipher.getAuthTag()]).toString("base64url")}`;
}

/** The text sealed for the same purpose and owner. Throws when it was altered, moved, or its key is not configured. */
export function unseal(sealed: string, to: Seal): string {
  const [version, id, body] = sealed.split(".");
  const key = dataKeys().find((candidate) => candidate.id === id);
  if (version !== "v1" || !body || !key) throw new Error(`no key ${id} to open a sealed text`);
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv(algorithm, cipherKey(key), bytes.subarray(0, 12))
    .setAAD(boundTo(to))
    .setAuthTag(bytes.subarray(-tagBytes));
  const text = decipher.update(bytes.subarray(12, -tagBytes));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}

/** Whether a sealed text was made with the key that is current now. */
export const isSealedNow = (sealed: string): boolean =>
  sealed.startsWith(`v1.${dataKeys()[0]?.id}.`);
