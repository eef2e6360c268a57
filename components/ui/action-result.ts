export type ActionFailure = {
  ok: false;
  message: string;
  code?: string | undefined;
  fieldErrors?: Record<string, string[]> | undefined;
};

export type ActionResult<Data> = { ok: true; data: Data } | ActionFailure;

/** Whether what an action returned says that it failed; actions that return nothing have succeeded. */
export function isFailure(result: unknown): result is ActionFailure {
  return typeof result === "object" && result !== null && "ok" in result && result.ok === false;
}
