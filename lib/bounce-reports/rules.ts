import PostalMime from "postal-mime";

/** What a delivery status notification (RFC 3464) says of its first recipient. */
export type BounceReport = {
  action: "failed" | "delayed" | "delivered";
  /** Enhanced status code (RFC 3463), such as `5.1.1`; `5.0.0` where the report has none. */
  status: string;
  /** What the other server said, in one line. */
  diagnostic: string;
};

const statusPart = /^message\/(?:global-)?delivery-status$/i;
const mostFields = 200;

/** Reads a returned mail; null for any mail that is no notification, or one about something else. */
export async function parseBounceReport(raw: Uint8Array): Promise<BounceReport | null> {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: 20 });
  const part = mail.attachments.find(({ mimeType }) => statusPart.test(mimeType));
  if (!part) return null;
  const { content } = part;
  const text =
    typeof content === "string" ? content : Buffer.from(content as Uint8Array).toString();
  return readStatus(text);
}

/** The first group of fields is about the message, each further one about a recipient (RFC 3464, 2.1). */
function readStatus(text: string): BounceReport | null {
  const groups = text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n/)
    .map(fieldsOf);
  const fields = groups.find((group) => group.has("action") || group.has("final-recipient"));
  if (!fields) return null;
  const action = fields.get("action")?.toLowerCase();
  if (action !== "failed" && action !== "delayed" && action !== "delivered") return null;
  const diagnostic = (fields.get("diagnostic-code") ?? "").replace(/^[\w-]+\s*;\s*/, "");
  const status = /^\s*([245]\.\d{1,3}\.\d{1,3})/.exec(fields.get("status") ?? "")?.[1];
  return {
    action,
    status: status ?? (action === "delayed" ? "4.0.0" : action === "failed" ? "5.0.0" : "2.0.0"),
    diagnostic: diagnostic.slice(0, 300),
  };
}

function fieldsOf(group: string): Map<string, string> {
  const lines = group.replace(/\n[ \t]+/g, " ").split("\n", mostFields);
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]{1,60}):\s*(.{0,2000})/.exec(line) ?? [];
      return name && value !== undefined ? [[name.toLowerCase(), value.trim()] as const] : [];
    }),
  );
}

/** The mailbox or its domain does not exist, was moved away or is shut. */
const goneCodes = /^5\.(?:1\.(?:0|1|2|3|4|6|10)|2\.1|4\.4)$/;
const subTypes: Record<string, string> = {
  "2.2": "MailboxFull",
  "2.3": "MessageTooLarge",
  "3.4": "MessageTooLarge",
};

/**
 * What a failure means for further mail, in the provider's words: `Permanent` where the address itself is at fault,
 * `Transient` where it may take a later one (a full box, a refused content or sender, a network).
 */
export function bounceKind({ status, diagnostic }: BounceReport): {
  type: "Permanent" | "Transient";
  subType: string;
} {
  const isVague = status === "5.0.0" || status.startsWith("5.5.");
  const reply = /(?:^|\D)(5\d\d)(?:\D|$)/.exec(diagnostic)?.[1];
  const isUnknownUser = isVague && ["550", "551", "553"].includes(reply ?? "");
  if (goneCodes.test(status) || isUnknownUser) return { type: "Permanent", subType: "NoEmail" };
  const [, ...parts] = status.split(".");
  const [subject] = parts;
  const subType =
    subTypes[parts.join(".")] ??
    (subject === "7" || subject === "6" ? "ContentRejected" : "General");
  return { type: "Transient", subType };
}
