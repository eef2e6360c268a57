import "server-only";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import { env } from "@/lib/env";
import { AppError, type ErrorCode, type FieldErrors } from "@/lib/errors";
import { fieldErrorsOf, zodErrorMap } from "@/lib/i18n/zod-errors";
import { log, withLogFields } from "@/lib/log";
import type { OperatorContext, RequestInfo, TenantContext } from "./context";
import { translateKey } from "./messages";
import { demandPermission, neededPermission } from "./probe";
import { throttleSearch } from "./reading-limits";
import { demandProof } from "./recent-proof";
import { requestInfo } from "./request-info";
import { type Demand, demandOperator, demandTenant, type OperatorDemand } from "./require";
import { noted, refuseStrangers } from "./strangers";
import { throttlePublic } from "./throttle";
import { markGuarded } from "./wrapped";

export type ActionResult<T> =
  | { ok: true; data: T }
  | { ok: false; message: string; code?: ErrorCode; fieldErrors?: FieldErrors };

type Options<Input = unknown> = Omit<Demand, "needsProof"> & {
  /** Pages to render anew after success. */
  revalidate?: string[];
  /** Only after a proof of the last minutes: always, or for the inputs that are dangerous. */
  needsProof?: boolean | ((input: Input) => boolean);
  /** Looks through the address book: counts with the searches of lists, of which each user may make so many. */
  isSearch?: boolean;
};

type OperatorOptions<Input> = Pick<Options<Input>, "revalidate" | "needsProof"> &
  Omit<OperatorDemand, "needsProof">;

const isProofNeeded = <Input>(
  { needsProof = false }: Pick<Options<Input>, "needsProof">,
  input: Input,
): boolean => (typeof needsProof === "function" ? needsProof(input) : needsProof);

/** A server action for a signed-in user: authenticates, validates, calls the mutation, which authorises. */
export function tenantAction<S extends z.ZodType, T>(
  schema: S,
  mutation: (ctx: TenantContext, input: z.output<S>) => Promise<T>,
  options: Options<z.output<S>> = {},
) {
  return markGuarded(
    "tenant",
    async (input: z.input<S>): Promise<ActionResult<T>> =>
      answer("web", schema, input, options, async () => {
        const ctx = await demandTenant({ ...options, needsProof: false });
        await demandPermission(ctx, mutation);
        return async (parsed) => {
          if (isProofNeeded(options, parsed)) demandProof(ctx);
          if (options.isSearch) await throttleSearch(ctx);
          return withLogFields({ tenantId: ctx.tenantId, userId: ctx.actor.id ?? undefined }, () =>
            mutation(ctx, parsed),
          );
        };
      }),
    () => neededPermission(mutation),
  );
}

/** The same for people who are not signed in: the wizard, sign-in, recipients' pages. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  mutation: (request: RequestInfo, input: z.output<S>) => Promise<T>,
  options: Options = {},
) {
  return markGuarded(
    "public",
    async (input: z.input<S>): Promise<ActionResult<T>> =>
      answer("web", schema, input, options, async (request) => {
        await throttlePublic(request.ip);
        return (parsed) => mutation(request, parsed);
      }),
  );
}

/** The same for the provider's staff. */
export function operatorAction<S extends z.ZodType, T>(
  schema: S,
  mutation: (ctx: OperatorContext, input: z.output<S>) => Promise<T>,
  options: OperatorOptions<z.output<S>> = {},
) {
  return markGuarded(
    "operator",
    async (input: z.input<S>): Promise<ActionResult<T>> =>
      answer("operator", schema, input, options, async () => {
        const operator = await demandOperator({ ...options, needsProof: false });
        return async (parsed) => {
          if (isProofNeeded(options, parsed)) demandProof(operator);
          return mutation(operator, parsed);
        };
      }),
  );
}

/** For the operator's sign-in page only. */
export function operatorPublicAction<S extends z.ZodType, T>(
  schema: S,
  mutation: (request: RequestInfo, input: z.output<S>) => Promise<T>,
) {
  return markGuarded(
    "operator-public",
    async (input: z.input<S>): Promise<ActionResult<T>> =>
      answer("operator", schema, input, {}, async (request) => {
        await throttlePublic(request.ip);
        return (parsed) => mutation(request, parsed);
      }),
  );
}

/** For what both surfaces offer to anybody, such as the choice of language. */
export function sharedAction<S extends z.ZodType, T>(
  schema: S,
  work: (input: z.output<S>) => Promise<T>,
) {
  return markGuarded(
    "public",
    async (input: z.input<S>): Promise<ActionResult<T>> =>
      answer(null, schema, input, {}, async () => work),
  );
}

/** Settles who calls before what they sent is looked at; a stranger learns nothing of it. */
type Identify<S extends z.ZodType, T> = (
  request: RequestInfo,
) => Promise<(input: z.output<S>) => Promise<T>>;

async function answer<S extends z.ZodType, T>(
  surface: "web" | "operator" | null,
  schema: S,
  input: unknown,
  options: Pick<Options, "revalidate">,
  identify: Identify<S, T>,
): Promise<ActionResult<T>> {
  const request = await requestInfo();
  return withLogFields({ requestId: request.requestId ?? undefined }, async () => {
    try {
      if (surface && env().ECAI_SURFACE !== surface) throw new AppError("not_found");
      const given = await headers();
      const path = given.get("x-path") ?? "";
      await refuseStrangers(request, given, { path, isOriginNeeded: true });
      return await validated(schema, input, options, await identify(request));
    } catch (error) {
      if (error instanceof AppError) return refusal(await noted(error));
      if (!isNextSignal(error)) log.error({ err: error }, "action failed");
      throw error;
    }
  });
}

async function validated<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  options: Pick<Options, "revalidate">,
  work: (input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  const t = await getTranslations();
  const parsed = schema.safeParse(input, { error: zodErrorMap(t) });
  if (!parsed.success) {
    const fieldErrors = fieldErrorsOf(parsed.error, t);
    return { ok: false, message: translateKey(t, "invalid"), fieldErrors };
  }
  const data = await work(parsed.data);
  for (const path of options.revalidate ?? []) revalidatePath(path);
  return { ok: true, data };
}

async function refusal(
  error: AppError,
): Promise<{ ok: false; message: string; code: ErrorCode; fieldErrors?: FieldErrors }> {
  const t = await getTranslations();
  const { fieldErrors, params } = error.details;
  const texts = Object.entries(fieldErrors ?? {}).map(([field, keys]) => [
    field,
    keys.map((key) => translateKey(t, key, params)),
  ]);
  return {
    ok: false,
    code: error.code,
    message: translateKey(t, error.messageKey, params),
    fieldErrors: fieldErrors && Object.fromEntries(texts),
  };
}

/** `redirect()` and `notFound()` travel as errors with a digest that Next itself handles. */
function isNextSignal(error: unknown): boolean {
  return error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_");
}
