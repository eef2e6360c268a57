"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { FileDrop } from "@/components/ui/file-drop";
import { ProgressBar } from "@/components/ui/progress-bar";
import { fileExtensions, fileMaxBytes } from "@/lib/imports/schema";
import { paths } from "@/lib/paths";
import { sendFile } from "./send-file";

export function UploadForm() {
  const [file, setFile] = useState<File | null>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const t = useTranslations("imports");
  const validation = useTranslations("validation");
  const router = useRouter();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (percent !== null) return;
    if (!file) return setMessage(validation("required"));
    setMessage(null);
    setPercent(0);
    const answer = await sendFile(file, setPercent);
    if ("id" in answer) return router.push(paths.import(answer.id));
    setPercent(null);
    setMessage(answer.message ?? t("errors.uploadFailed"));
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <FileDrop
        label={t("file")}
        description={t("fileDescription")}
        accept={fileExtensions.join(",")}
        maxBytes={fileMaxBytes}
        isRequired
        isDisabled={percent !== null}
        onSelect={(next) => {
          setFile(next);
          setMessage(null);
        }}
        {...(message ? { errorMessage: message } : {})}
      />
      {percent !== null && (
        <ProgressBar label={t("uploading")} value={percent} valueLabel={`${percent}%`} />
      )}
      <FormActions>
        <Button type="submit" variant="primary" isPending={percent !== null}>
          {t("upload")}
        </Button>
      </FormActions>
    </form>
  );
}
