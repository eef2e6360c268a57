import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { Appeal, Brake } from "@/lib/brakes/queries";
import { brakeReason } from "./brake-reason";

/** One stop of sending from its reason to its end. */
export function BrakeFacts({ brake }: { brake: Brake }) {
  const t = useTranslations("brakes");
  const isOn = brake.releasedAt === null;
  return (
    <DescriptionList
      items={[
        {
          term: t("state"),
          value: (
            <StatusBadge tone={isOn ? "danger" : "success"}>
              {t(isOn ? "inForce" : "released")}
            </StatusBadge>
          ),
        },
        { term: t("reason"), value: <Words>{brakeReason(t, brake)}</Words> },
        { term: t("engagedAt"), value: <DateTime value={brake.engagedAt} /> },
        ...(brake.releasedAt
          ? [
              { term: t("releasedAt"), value: <DateTime value={brake.releasedAt} /> },
              { term: t("releaseReason"), value: <Words>{brake.releaseReason ?? ""}</Words> },
            ]
          : [{ term: t("effect"), value: t("effectText") }]),
      ]}
    />
  );
}

/** Appeals, oldest first, each with its answer. */
export function AppealList({ appeals }: { appeals: Appeal[] }) {
  const t = useTranslations("brakes");
  if (appeals.length === 0) return <p className="text-muted">{t("noAppeals")}</p>;
  return (
    <ol className="flex flex-col gap-4">
      {appeals.map((appeal) => (
        <li key={appeal.id} className="flex flex-col gap-1 border-line border-l-2 pl-3">
          <p className="text-muted text-xs">
            {appeal.appealedByName} · <DateTime value={appeal.appealedAt} />
          </p>
          <Words>{appeal.body}</Words>
          <p className="text-muted text-xs">
            {t("answer")}
            {appeal.answeredAt && (
              <>
                {" · "}
                <DateTime value={appeal.answeredAt} />
              </>
            )}
          </p>
          <Words>{appeal.answer ?? t("notAnswered")}</Words>
        </li>
      ))}
    </ol>
  );
}

const Words = ({ children }: { children: string }) => (
  <span className="whitespace-pre-line break-words">{children}</span>
);
