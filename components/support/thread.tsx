import { FileText } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { DateTime } from "@/components/ui/date-time";
import { formatBytes } from "@/lib/format";
import type { ThreadEntry, ThreadFile } from "@/lib/support/rules";

type ThreadProps = { entries: ThreadEntry[]; fileHref: (id: string) => string };

/** What was said and done about a request, oldest first. */
export function Thread({ entries, fileHref }: ThreadProps) {
  const t = useTranslations("support");
  return (
    <ol aria-label={t("thread")} className="flex flex-col gap-4">
      {entries.map((entry) => (
        <li
          key={entry.id}
          className={cx(
            "flex flex-col gap-1 border-l-2 pl-4",
            entry.author === "operator" ? "border-accent" : "border-line-strong",
          )}
        >
          <p className="flex flex-wrap gap-x-2 text-muted text-sm">
            <span className="font-medium text-ink">
              {entry.author === "operator" ? t("provider") : entry.authorName}
            </span>
            <DateTime value={entry.createdAt} />
          </p>
          <p className="max-w-prose whitespace-pre-line break-words">
            {entry.kind === "message" ? entry.body : t(`events.${entry.kind}`)}
          </p>
          <Files files={entry.files} fileHref={fileHref} />
        </li>
      ))}
    </ol>
  );
}

function Files({ files, fileHref }: { files: ThreadFile[]; fileHref: (id: string) => string }) {
  const t = useTranslations("support");
  const locale = useLocale();
  if (files.length === 0) return null;
  return (
    <ul aria-label={t("files")} className="flex flex-col gap-1 pt-1">
      {files.map((file) => (
        <li key={file.id} className="flex min-w-0 items-center gap-2">
          <FileText size={14} aria-hidden className="shrink-0 text-muted" />
          <a
            href={fileHref(file.id)}
            download
            className="min-w-0 break-all text-accent-text underline underline-offset-2"
          >
            {file.name}
          </a>
          <span className="shrink-0 text-muted text-xs tabular-nums">
            {formatBytes(file.bytes, locale)}
          </span>
        </li>
      ))}
    </ul>
  );
}
