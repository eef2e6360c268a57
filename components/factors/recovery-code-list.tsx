"use client";

import { Copy, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";

type Props = { codes: string[]; doneLabel?: string; onDone: () => void };

/** Recovery codes, this once: to copy, to save, or to write down. */
export function RecoveryCodeList({ codes, doneLabel, onDone }: Props) {
  const t = useTranslations("factors.recovery");
  const text = `${codes.join("\n")}\n`;

  async function copy() {
    await navigator.clipboard.writeText(text);
    toast({ tone: "success", title: t("copied") });
  }

  function save() {
    const url = URL.createObjectURL(new Blob([`${t("file")}\n\n${text}`], { type: "text/plain" }));
    const link = Object.assign(document.createElement("a"), {
      href: url,
      download: "ecai-recovery-codes.txt",
    });
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <div className="flex flex-col gap-4">
      <Alert tone="warning" title={t("once")}>
        {t("onceBody")}
      </Alert>
      <ul
        aria-label={t("title")}
        className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg border border-line bg-subtle p-4 font-mono text-ink tabular-nums"
      >
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button icon={<Copy />} onPress={() => void copy()}>
          {t("copy")}
        </Button>
        <Button icon={<Download />} onPress={save}>
          {t("download")}
        </Button>
        <Button variant="primary" onPress={onDone}>
          {doneLabel ?? t("done")}
        </Button>
      </div>
    </div>
  );
}
