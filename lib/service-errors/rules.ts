import { z } from "zod";

const text = (most: number) => z.string().transform((value) => redact(value).slice(0, most));

const lineSchema = z.object({
  surface: z.string().max(20).catch("?"),
  msg: text(500).catch(""),
  err: z
    .object({
      stack: text(4000).optional(),
      digest: z.string().max(64).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  requestId: z.string().max(64).optional().catch(undefined),
  task: z.string().max(100).optional().catch(undefined),
  tenantId: z.uuid().optional().catch(undefined),
});

const email = /[^\s"'<>(),;=]+@[^\s"'<>(),;=]+/g;
/** Long runs of letters and digits without a break are keys, tokens and hashes; ids have hyphens. */
const secret = /[A-Za-z0-9_]{32,}/g;

const redact = (value: string): string =>
  value.replace(email, "[address]").replace(secret, "[masked]");

/** What is kept of a line of the log, without addresses and secrets; null when it is no line of ours. */
export function readErrorLine(line: string) {
  const parsed = lineSchema.safeParse(parse(line));
  if (!parsed.success) return null;
  const { surface, msg, err, requestId, task, tenantId } = parsed.data;
  return {
    surface,
    message: msg,
    error: err?.stack,
    digest: err?.digest,
    requestId,
    task,
    tenantId,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
