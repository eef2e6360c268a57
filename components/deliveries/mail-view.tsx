"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { cx } from "@/components/ui/cx";
import type { ProviderMessage } from "@/lib/sending/compose";
import { MailFrame } from "./mail-frame";
import { Segmented } from "./segmented";

const widths = { desktop: "w-full", mobile: "w-[390px] max-w-full" };

/** A finished mail; its HTML runs in a frame without scripts, forms or an origin of its own. */
export function MailView({ message }: { message: ProviderMessage }) {
  const t = useTranslations("deliveries");
  const [part, setPart] = useState<"html" | "text">("html");
  const [width, setWidth] = useState<keyof typeof widths>("desktop");
  const { from, to, subject, html, text } = message;
  const shown = html ? part : "text";
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
        <dt className="text-muted">{t("preview.from")}</dt>
        <dd className="break-words">{from || t("none")}</dd>
        <dt className="text-muted">{t("preview.to")}</dt>
        <dd className="break-words">{to[0]}</dd>
        <dt className="text-muted">{t("subject")}</dt>
        <dd className="break-words font-medium">{subject || t("none")}</dd>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Segmented
          label={t("preview.part")}
          value={shown}
          onChange={setPart}
          options={[
            { value: "html", label: t("preview.html") },
            { value: "text", label: t("preview.text") },
          ]}
        />
        {shown === "html" && (
          <Segmented
            label={t("preview.width")}
            value={width}
            onChange={setWidth}
            options={[
              { value: "desktop", label: t("preview.desktop") },
              { value: "mobile", label: t("preview.mobile") },
            ]}
          />
        )}
      </div>
      {shown === "html" ? (
        <MailFrame
          title={t("preview.frame")}
          html={html ?? ""}
          className={cx("h-128 rounded-md border border-line bg-white", widths[width])}
        />
      ) : (
        <section
          aria-label={t("preview.text")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          className="max-h-128 overflow-auto rounded-md border border-line bg-surface p-3"
        >
          <pre className="whitespace-pre-wrap break-words font-sans">{text}</pre>
        </section>
      )}
    </div>
  );
}
