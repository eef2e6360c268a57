"use client";

import type { FormEvent, ReactNode } from "react";
import type { ActionFailure } from "./action-result";
import { cx } from "./cx";
import { FormError } from "./form-error";

export type ActionFormHandle = {
  submit: (event: FormEvent<HTMLFormElement>) => void;
  isPending: boolean;
  failure: ActionFailure | null;
};

type ActionFormProps = {
  form: ActionFormHandle;
  children: ReactNode;
  className?: string;
  footer?: ReactNode;
  id?: string;
};

export function ActionForm({ form, children, className, footer, id }: ActionFormProps) {
  return (
    <form
      id={id}
      noValidate
      method="post"
      onSubmit={form.submit}
      aria-busy={form.isPending}
      className={cx("flex flex-col gap-4", className)}
    >
      <FormError message={form.failure?.message} items={form.failure?.fieldErrors?.[""]} />
      {children}
      {footer && <FormActions>{footer}</FormActions>}
    </form>
  );
}

export function FormActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-end gap-2 pt-1">{children}</div>;
}
