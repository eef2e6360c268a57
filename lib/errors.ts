export type ErrorCode =
  | "invalid"
  | "not_found"
  | "not_permitted"
  | "not_signed_in"
  | "proof_needed"
  | "conflict"
  | "throttled"
  | "expired"
  | "unavailable";

export type FieldErrors = Record<string, string[]>;

/**
 * An expected failure. `messageKey` is a key below the namespace `errors` (or a full key with a namespace,
 * as in `tags.errors.nameTaken`); `fieldErrors` maps fields to such keys.
 */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly messageKey: string = code,
    readonly details: {
      fieldErrors?: FieldErrors;
      params?: Record<string, string | number>;
      /** When it may be tried again. */
      retryAfterSeconds?: number;
      /** The failure is noted as a sign of an attack: the caller holds a token that was not made here. */
      suspicion?: "tampered_token";
    } = {},
  ) {
    super(`${code}: ${messageKey}`);
    this.name = "AppError";
  }
}

export const notFound = () => new AppError("not_found");

/** What is waited for, or null where it is not found (any more). */
export async function unlessMissing<T>(wanted: Promise<T>): Promise<T | null> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

/** An `invalid` error that shows `messageKey` at one field. */
export function fieldError(
  field: string,
  messageKey: string,
  code: ErrorCode = "invalid",
): AppError {
  return new AppError(code, "invalid", { fieldErrors: { [field]: [messageKey] } });
}

export const httpStatus: Record<ErrorCode, number> = {
  invalid: 422,
  not_found: 404,
  not_permitted: 403,
  not_signed_in: 401,
  proof_needed: 403,
  conflict: 409,
  throttled: 429,
  expired: 410,
  unavailable: 503,
};
