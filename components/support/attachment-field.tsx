"use client";

import { FileText, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { FileDrop } from "@/components/ui/file-drop";
import { IconButton } from "@/components/ui/icon-button";
import { Spinner } from "@/components/ui/spinner";
import { formatBytes } from "@/lib/format";
import { filesMost } from "@/lib/support/schema";
import { supportExtensions, supportFileMaxBytes } from "@/lib/support-files/schema";
import { type Attachment, sendAttachment } from "./send-attachment";

type AttachmentFieldProps = {
  files: Attachment[];
  onChange: (files: Attachment[]) => void;
  onBusy: (isBusy: boolean) => void;
  errorMessage?: string | undefined;
};

/** Files that go along with a message; each is sent as soon as it is chosen. */
export function AttachmentField({ files, onChange, onBusy, errorMessage }: AttachmentFieldProps) {
  const [attempt, setAttempt] = useState(0);
  const [isSending, setIsSending] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const t = useTranslations("support");

  async function add(file: File | null) {
    if (!file) return;
    const busy = (isBusy: boolean) => {
      setIsSending(isBusy);
      onBusy(isBusy);
    };
    setMessage(null);
    busy(true);
    const answer = await sendAttachment(file);
    if ("id" in answer) onChange([...files, answer]);
    else setMessage(answer.message ?? t("uploadFailed"));
    busy(false);
    setAttempt(attempt + 1);
  }

  const problem = message ?? errorMessage;
  return (
    <div className="flex flex-col gap-2">
      {files.length < filesMost && !isSending && (
        <FileDrop
          key={attempt}
          label={t("files")}
          description={t("filesHint")}
          accept={supportExtensions.join(",")}
          maxBytes={supportFileMaxBytes}
          onSelect={add}
          {...(problem ? { errorMessage: problem } : {})}
        />
      )}
      {isSending && (
        <p role="status" className="flex items-center gap-2 text-muted">
          <Spinner /> {t("uploading")}
        </p>
      )}
      <AttachmentList
        files={files}
        onRemove={(id) => onChange(files.filter((file) => file.id !== id))}
      />
    </div>
  );
}

type AttachmentListProps = { files: Attachment[]; onRemove: (id: string) => void };

function AttachmentList({ files, onRemove }: AttachmentListProps) {
  const t = useTranslations("support");
  const locale = useLocale();
  if (files.length === 0) return null;
  return (
    <ul aria-label={t("files")} className="flex flex-col gap-1">
      {files.map((file) => (
        <li key={file.id} className="flex min-w-0 items-center gap-2">
          <FileText size={14} aria-hidden className="shrink-0 text-muted" />
          <span className="truncate">{file.name}</span>
          <span className="shrink-0 text-muted text-xs tabular-nums">
            {formatBytes(file.bytes, locale)}
          </span>
          <IconButton
            size="sm"
            aria-label={t("removeFile", { name: file.name })}
            icon={<X />}
            onPress={() => onRemove(file.id)}
          />
        </li>
      ))}
    </ul>
  );
}
