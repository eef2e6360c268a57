"use client";

import { FileText, Upload, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type DragEvent, type Ref, useRef, useState } from "react";
import { formatBytes } from "@/lib/format";
import { buttonClass } from "./button-class";
import { cx } from "./cx";
import { type FieldAria, type FieldProps, FormField } from "./form-field";
import { IconButton } from "./icon-button";

export type FileDropProps = FieldProps & {
  accept?: string | undefined;
  maxBytes?: number | undefined;
  onSelect?: ((file: File | null) => void) | undefined;
};

/** A real file input, so it posts with a form, that also takes a file dropped on it. */
export function FileDrop({ maxBytes, onSelect, accept, errorMessage, ...props }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [isTooLarge, setIsTooLarge] = useState(false);
  const locale = useLocale();
  const t = useTranslations("ui");
  const limit = maxBytes === undefined ? "" : formatBytes(maxBytes, locale);

  function select(next: File | null) {
    const tooLarge = next !== null && maxBytes !== undefined && next.size > maxBytes;
    const accepted = tooLarge ? null : next;
    if (!accepted && input.current) input.current.value = "";
    setIsTooLarge(tooLarge);
    setFile(accepted);
    onSelect?.(accepted);
  }

  return (
    <FormField
      {...props}
      errorMessage={isTooLarge ? t("fileTooLarge", { size: limit }) : errorMessage}
    >
      {(aria) => (
        <DropArea inputRef={input} onSelect={select} isDisabled={props.isDisabled}>
          <FileChoice aria={aria} inputRef={input} accept={accept} onSelect={select} />
          {file ? (
            <ChosenFile file={file} onRemove={() => select(null)} />
          ) : (
            <p className="text-muted text-xs">
              {t("dropFile")}
              {limit && <span className="ml-2">{t("fileSizeLimit", { size: limit })}</span>}
            </p>
          )}
        </DropArea>
      )}
    </FormField>
  );
}

type DropAreaProps = {
  inputRef: { current: HTMLInputElement | null };
  onSelect: (file: File | null) => void;
  isDisabled?: boolean | undefined;
  children: React.ReactNode;
};

function DropArea({ inputRef, onSelect, isDisabled, children }: DropAreaProps) {
  const [isOver, setIsOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    const files = event.dataTransfer.files;
    if (isDisabled || !inputRef.current || files.length !== 1) return;
    inputRef.current.files = files;
    onSelect(files[0] ?? null);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way; the input inside is the accessible one
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cx(
        "flex flex-col items-center gap-2 rounded-lg border border-line-strong border-dashed px-4 py-6 text-center transition-colors",
        isOver ? "bg-accent-soft" : "bg-surface",
      )}
    >
      <Upload size={20} aria-hidden className="text-faint" />
      {children}
    </div>
  );
}

type FileChoiceProps = {
  aria: FieldAria;
  inputRef: Ref<HTMLInputElement>;
  accept?: string | undefined;
  onSelect: (file: File | null) => void;
};

function FileChoice({ aria, inputRef, accept, onSelect }: FileChoiceProps) {
  const t = useTranslations("ui");
  return (
    <span className="relative inline-flex rounded-md focus-within:outline-2 focus-within:outline-accent-text focus-within:outline-offset-2">
      <span aria-hidden className={buttonClass("secondary", "md")}>
        {t("browseFile")}
      </span>
      <input
        {...aria}
        ref={inputRef}
        type="file"
        accept={accept}
        onChange={(event) => onSelect(event.target.files?.[0] ?? null)}
        className="absolute inset-0 w-full cursor-pointer text-[0] opacity-0"
      />
    </span>
  );
}

function ChosenFile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const locale = useLocale();
  const t = useTranslations("ui");
  return (
    <p className="flex max-w-full items-center gap-2">
      <FileText size={14} aria-hidden className="shrink-0 text-muted" />
      <span className="truncate font-medium">{file.name}</span>
      <span className="shrink-0 text-muted text-xs tabular-nums">
        {formatBytes(file.size, locale)}
      </span>
      <IconButton size="sm" aria-label={t("removeFile")} icon={<X />} onPress={onRemove} />
    </p>
  );
}
