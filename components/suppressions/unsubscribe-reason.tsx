import { useTranslations } from "next-intl";
import type { UnsubscribeCause } from "@/lib/unsubscribe/rules";

type Props = { cause: UnsubscribeCause | null; comment: string };

/** Why the recipient stopped the mail, in the words that they chose and wrote. */
export function UnsubscribeReason({ cause, comment }: Props) {
  const t = useTranslations("unsubscribe");
  if (!cause && !comment) return null;
  return (
    <div className="mt-1 flex flex-col gap-0.5 text-muted text-xs">
      {cause && <p>{t(`causes.${cause}`)}</p>}
      {comment && <p className="wrap-anywhere whitespace-pre-line">{comment}</p>}
    </div>
  );
}
