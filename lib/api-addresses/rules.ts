import type { AddressDetail } from "@/lib/addresses/queries";
import { ApiError } from "@/lib/auth/api-error";

/** One address is small; anything longer is none. */
const bodyMaxBytes = 256 * 1024;

/** The object of a request's JSON body. Throws `ApiError` where there is none. */
export async function readObject(
  contentType: string | null,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Record<string, unknown>> {
  if (contentType?.split(";")[0]?.trim().toLowerCase() !== "application/json")
    throw new ApiError(415, "content_type_unsupported", { messageKey: "api.errors.jsonOnly" });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > bodyMaxBytes)
      throw new ApiError(413, "body_too_large", { messageKey: "api.errors.addressTooLarge" });
    pieces.push(piece);
  }
  const body = parse(Buffer.concat(pieces));
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new ApiError(422, "body_invalid");
  return { ...body };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError(422, "body_invalid");
  }
}

/** An address as programs see it. */
export const addressResource = (stored: AddressDetail) => ({
  object: "address",
  id: stored.id,
  email: stored.email,
  name: stored.name,
  attributes: stored.attributes,
  tags: stored.tags.map(({ name }) => name),
  state: stored.state,
  consent: stored.consentAt && {
    source: stored.consentSource,
    at: stored.consentAt.toISOString(),
    wording: stored.consentWording ?? "",
  },
  created_at: stored.createdAt.toISOString(),
});
