"use client";

import { useState, useTransition } from "react";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";

type ContinueFormProps = {
  action: () => Promise<ActionResult<{ url: string }>>;
  label: string;
};

/** One button that goes on: a mail scanner that only opens the page changes nothing. */
export function ContinueForm({ action, label }: ContinueFormProps) {
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();

  function go() {
    startTransition(async () => {
      const result = await action();
      if (result.ok) window.location.assign(result.data.url);
      else setMessage(result.message);
    });
  }

  return (
    <form action={go} className="flex flex-col items-start gap-3">
      <FormError message={message} />
      <Button type="submit" variant="primary" isPending={isPending}>
        {label}
      </Button>
    </form>
  );
}
