import type { z } from "zod";
import { issueMessage } from "@/lib/i18n/zod-issue";

/** What a customer's program can tell refusals apart by; the texts are in messages/<locale>/api.json. */
export type ApiErrorCode =
  | "authentication_required"
  | "network_not_allowed"
  | "scope_missing"
  | "rate_limited"
  | "content_type_unsupported"
  | "body_too_large"
  | "body_invalid"
  | "parameter_unknown"
  | "parameter_invalid"
  | "idempotency_key_invalid"
  | "idempotency_key_in_use"
  | "idempotency_key_reused";

/** A refusal of a call by a customer's own program; `field` is the parameter that is to blame. */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 409 | 413 | 415 | 422 | 429,
    readonly code: ApiErrorCode,
    readonly details: {
      field?: string;
      /** A key of the messages in place of the code's own. */
      messageKey?: string;
      params?: Record<string, string | number>;
    } = {},
  ) {
    super(code);
    this.name = "ApiError";
  }
}

/** What a schema makes of parameters. Throws an `ApiError` about the first that does not fit. */
export function parseParameters<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const params = new Map<string, Record<string, string | number>>();
  const parsed = schema.safeParse(input, {
    error: (issue) => {
      const found = issueMessage(issue);
      params.set(found.key, found.params ?? {});
      return found.key;
    },
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const messageKey = issue?.message ?? "invalid";
  const isUnknown = issue?.code === "unrecognized_keys";
  const field = isUnknown ? issue.keys[0] : apiField(issue?.path.join(".") ?? "");
  throw new ApiError(422, isUnknown ? "parameter_unknown" : "parameter_invalid", {
    ...(field ? { field } : {}),
    ...(isUnknown ? {} : { messageKey, params: params.get(messageKey) }),
  });
}

/** Fields of the wizard's forms by the names that they have here: `consent.at` is `consent_at`. */
export function apiField(path: string): string {
  const [first = "", second] = path.split(".");
  if (first === "columns") return "mapping";
  if (first === "tagIds") return "tags";
  const name = first === "consent" && second ? `${first}_${second}` : first;
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
