import { signBrief, verifyBrief } from "@/lib/tokens";

/** The recipient that a returned mail is about; of the address's id the first 12 hex digits, which are one of a batch's. */
export type ReturnedMail = { deliveryId: string; batchNo: number; addressStart: string };

type Sent = { deliveryId: string; batchNo: number; addressId: string };

const purpose = "return-path";
const prefix = "b-";
const addressBytes = 6;
const tokenBytes = 16 + 4 + addressBytes;

/** The envelope sender of one message, so that its return tells whom it was meant for, with at most 64 characters before the @ (RFC 5321, 4.5.3.1.1). */
export function returnPath({ deliveryId, batchNo, addressId }: Sent, domain: string): string {
  const bytes = Buffer.alloc(tokenBytes);
  bytes.write(deliveryId.replaceAll("-", ""), 0, "hex");
  bytes.writeUInt32BE(batchNo, 16);
  bytes.write(addressId.replaceAll("-", "").slice(0, 2 * addressBytes), 20, "hex");
  return `${prefix}${signBrief(purpose, bytes)}@${domain}`;
}

/** What the part before the @ of a return path says; null when it was not signed here. */
export function readReturnPath(localPart: string): ReturnedMail | null {
  const local = localPart.toLowerCase();
  if (!local.startsWith(prefix)) return null;
  const bytes = verifyBrief(purpose, local.slice(prefix.length));
  if (bytes?.length !== tokenBytes) return null;
  const deliveryId = bytes
    .toString("hex", 0, 16)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { deliveryId, batchNo: bytes.readUInt32BE(16), addressStart: bytes.toString("hex", 20) };
}
