import { join } from "node:path";
import { filesDir } from "@/lib/backups/rules";
import { binaryKindOf, EncodingScan } from "@/lib/encodings/rules";
import { supportExtensions } from "./schema";

const isPng = (bytes: Uint8Array) =>
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, at) => bytes[at] === byte);
const isJpeg = (bytes: Uint8Array) => [0xff, 0xd8, 0xff].every((byte, at) => bytes[at] === byte);
const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString() === "%PDF-";

/** Whole text in one of the encodings that are read here, without a byte that is none. */
function isText(bytes: Uint8Array): boolean {
  if (binaryKindOf(bytes)) return false;
  const scan = new EncodingScan();
  scan.write(bytes);
  const { encoding, losses } = scan.end();
  return !scan.isBinary && (losses[encoding]?.count ?? 0) === 0;
}

const kinds: Record<
  (typeof supportExtensions)[number],
  { mediaType: string; isKind: (bytes: Uint8Array) => boolean }
> = {
  ".png": { mediaType: "image/png", isKind: isPng },
  ".jpg": { mediaType: "image/jpeg", isKind: isJpeg },
  ".jpeg": { mediaType: "image/jpeg", isKind: isJpeg },
  ".pdf": { mediaType: "application/pdf", isKind: isPdf },
  ".txt": { mediaType: "text/plain", isKind: isText },
  ".csv": { mediaType: "text/csv", isKind: isText },
};

/** The media type of a file whose content is what its name says, or null. */
export function mediaTypeOf(name: string, bytes: Uint8Array): string | null {
  const extension = supportExtensions.find((known) => name.toLowerCase().endsWith(known));
  if (!extension || bytes.length === 0) return null;
  const { mediaType, isKind } = kinds[extension];
  return isKind(bytes) ? mediaType : null;
}

/** Where a file's content lies; no part of it is chosen by whoever sent the file. */
export const supportFilePath = (tenantId: string, id: string): string =>
  join(filesDir(), tenantId, "support", id, "content");

/** The headers under which a file is only ever saved, never shown or run in the page's place (RFC 6266, RFC 8187). */
export const downloadHeaders = (name: string, bytes: number): Record<string, string> => ({
  "content-type": "application/octet-stream",
  "content-length": String(bytes),
  "content-disposition": `attachment; filename="attachment"; filename*=UTF-8''${encodeURIComponent(
    name.toWellFormed(),
  ).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`,
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
});
