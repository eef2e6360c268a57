import { Resend } from "resend";
import { env } from "@/lib/env";

export type ReceivedMail = {
  from: string;
  /** By lower-case name. */
  headers: Map<string, string>;
  /** Where the whole message can be fetched for a while. */
  rawUrl: string | null;
};

const rawMaxBytes = 5 * 1024 * 1024;
const timeoutMs = 30_000;

let resend: Resend | undefined;

/** A mail that came in, as the mail provider keeps it; null when it does not. Throws when it cannot say. */
export async function fetchReceivedMail(id: string): Promise<ReceivedMail | null> {
  resend ??= new Resend(env().RESEND_API_KEY, { baseUrl: env().RESEND_BASE_URL });
  const { data, error } = await resend.emails.receiving.get(id);
  if (error?.name === "not_found") return null;
  if (error) throw new Error(`mail provider refused: ${error.name}: ${error.message}`);
  const headers = Object.entries(data.headers ?? {});
  return {
    from: data.from,
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), String(value)])),
    rawUrl: data.raw?.download_url ?? null,
  };
}

/** The whole message (RFC 5322). Throws when it cannot be fetched or is longer than 5 MB. */
export async function fetchRawMail({ rawUrl }: ReceivedMail): Promise<Uint8Array> {
  if (!rawUrl) throw new Error("the mail provider has not kept the message");
  const response = await fetch(rawUrl, {
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`message not fetched: ${response.status}`);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > rawMaxBytes) throw new Error("the message is too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
