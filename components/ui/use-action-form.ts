"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { type DefaultValues, type FieldValues, useForm } from "react-hook-form";
import type { z } from "zod";
import { zodErrorMap } from "@/lib/i18n/zod-errors";
import type { ActionFailure, ActionResult } from "./action-result";
import { bindFields } from "./bind-fields";
import { withProof } from "./proof-gate";
import { toast } from "./toast-queue";

type Options<Input extends FieldValues, Data> = {
  schema: z.ZodType<unknown, Input>;
  action: (input: Input) => Promise<ActionResult<Data>>;
  defaultValues: DefaultValues<Input>;
  onSuccess?: (data: Data) => void;
  successMessage?: string;
};

/** A form checked by a schema in the browser and again by the server action it posts to; input survives any failure. */
export function useActionForm<Input extends FieldValues, Data = unknown>(
  options: Options<Input, Data>,
) {
  const { schema, action, defaultValues, onSuccess, successMessage } = options;
  const t = useTranslations();
  const ui = useTranslations("ui");
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [isPending, startTransition] = useTransition();
  const form = useForm<Input, unknown, Input>({
    resolver: zodResolver(schema, { error: zodErrorMap(t) }, { raw: true }),
    defaultValues,
    shouldFocusError: false,
  });
  const bound = bindFields(form, t);

  async function send(input: Input) {
    const result = await withProof(() => action(input)).catch((error: unknown): ActionFailure => {
      if (isFrameworkSignal(error)) throw error;
      return { ok: false, message: ui("networkError") };
    });
    if (!result.ok) {
      bound.setErrors(result.fieldErrors ?? {});
      setFailure(result);
      return;
    }
    if (successMessage) toast({ tone: "success", title: successMessage });
    onSuccess?.(result.data);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    const element = event.currentTarget;
    event.preventDefault();
    event.stopPropagation();
    if (isPending) return;
    setFailure(null);
    void form.handleSubmit(
      (input) => startTransition(() => send(input)),
      () => focusFirstInvalid(element),
    )();
  }

  return { ...bound, form, submit, isPending, failure, error: failure?.message ?? null };
}

/** redirect() and notFound() of Next travel as errors with a digest and must reach it. */
function isFrameworkSignal(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "digest" in error &&
    /^NEXT_/.test(String(error.digest))
  );
}

function focusFirstInvalid(form: HTMLFormElement) {
  requestAnimationFrame(() => {
    const invalid = '[aria-invalid="true"], [data-invalid] input:not([type="hidden"])';
    form.querySelector<HTMLElement>(invalid)?.focus();
  });
}
