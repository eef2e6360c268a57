"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/text-area";
import { paths } from "@/lib/paths";
import { sendFile } from "./send-file";

const pasteMaxLength = 5 * 1024 * 1024;

/** A table copied from a spreadsheet, sent as if it were a file of its own. */
export function PasteForm() {
  const [text, setText] = useState("");
  const [isPending, setPending] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const t = useTranslations("imports");
  const validation = useTranslations("validation");
  const router = useRouter();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    if (text.trim() === "") return setMessage(validation("required"));
    setMessage(null);
    setPending(true);
    const answer = await sendFile(new File([text], t("pasteFileName")), () => {});
    if ("id" in answer) return router.push(paths.import(answer.id));
    setPending(false);
    setMessage(answer.message ?? t("errors.uploadFailed"));
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextArea
        label={t("pasteText")}
        description={t("pasteDescription")}
        rows={8}
        isCode
        maxLength={pasteMaxLength}
        value={text}
        onChange={(next) => {
          setText(next);
          setMessage(null);
        }}
        {...(message ? { errorMessage: message } : {})}
      />
      <FormActions>
        <Button type="submit" isPending={isPending}>
          {t("pasteSubmit")}
        </Button>
      </FormActions>
    </form>
  );
}
