import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/text-link";
import { splitReasonKey } from "@/lib/history/rules";
import { codeText } from "./code-text";
import { reasonText } from "./reason-text";

type Props = { reason: string; clearHref: string };

/** The tallied reason to which the log is narrowed, and the way back. */
export function LogReason({ reason, clearHref }: Props) {
  const t = useTranslations("deliveries");
  const sending = useTranslations("sending");
  const tables = useTranslations("historyTables");
  const parts = splitReasonKey(reason);
  const code = parts.code ? `: ${codeText(tables, parts.code)}` : "";
  const state = t(`recipientStates.${parts.state}`);
  const named = parts.reason ? reasonText(sending, `${parts.reason}${code}`) : state;
  return (
    <p className="mt-3 flex flex-wrap gap-x-3 text-sm">
      <span>{tables("onlyReason", { reason: named })}</span>
      <TextLink href={clearHref}>{tables("clearReason")}</TextLink>
    </p>
  );
}
