import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import type { BrakeInForce } from "@/lib/brakes/queries";
import { paths } from "@/lib/paths";
import { brakeReason } from "./brake-reason";
import { AnswerDialog, ReleaseDialog } from "./operator-dialogs";

/** For the operator: every stopped customer with its reason and what it says against it. */
export function BrakesInForce({ brakes }: { brakes: BrakeInForce[] }) {
  const t = useTranslations("operatorAbuse.brakes");
  if (brakes.length === 0)
    return <EmptyState icon={<ShieldCheck />} title={t("empty")} isCompact />;
  return (
    <ul>
      {brakes.map((brake) => (
        <li key={brake.id} className="border-line border-b px-4 py-3 last:border-b-0">
          <article aria-label={brake.tenantName} className="flex flex-col gap-2">
            <BrakeHead brake={brake} />
            {brake.appeals.map((appeal) => (
              <div key={appeal.id} className="flex flex-col gap-1 border-line border-l-2 pl-3">
                <p className="text-muted text-xs">
                  {t("appealOf", { name: appeal.appealedByName })} ·{" "}
                  <DateTime value={appeal.appealedAt} />
                </p>
                <p className="whitespace-pre-line break-words">{appeal.body}</p>
                {appeal.answer === null ? (
                  <div>
                    <AnswerDialog tenantId={brake.tenantId} id={appeal.id} />
                  </div>
                ) : (
                  <p className="whitespace-pre-line break-words text-muted">{appeal.answer}</p>
                )}
              </div>
            ))}
          </article>
        </li>
      ))}
    </ul>
  );
}

function BrakeHead({ brake }: { brake: BrakeInForce }) {
  const t = useTranslations("operatorAbuse.brakes");
  const reasons = useTranslations("brakes");
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <p className="font-medium">
          <TextLink href={paths.operatorTenant(brake.tenantId)}>{brake.tenantName}</TextLink>
        </p>
        <p className="whitespace-pre-line break-words">{brakeReason(reasons, brake)}</p>
        <p className="text-muted text-xs">
          {brake.engagedBy ? t("by", { name: brake.engagedBy }) : t("automatic")} ·{" "}
          <DateTime value={brake.engagedAt} />
        </p>
      </div>
      <ReleaseDialog tenantId={brake.tenantId} id={brake.id} />
    </div>
  );
}
