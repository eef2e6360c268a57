import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Stat, StatGrid } from "@/components/ui/stat";
import type { DeliveryTotals } from "@/lib/delivery-totals/rules";
import { formatNumber, formatPercent } from "@/lib/format";
import { isBalanced, type LogView, recipientStateList } from "@/lib/history/rules";
import type { Ledger } from "@/lib/sending/queries";
import { logHref } from "./list-address";

type Props = {
  id: string;
  ledger: Ledger;
  reactions: Pick<DeliveryTotals, "opened" | "openedAutomatically" | "clicked">;
  canReadLog: boolean;
};

/** Where every recipient of a delivery stands; the parts add up to the whole, and the equation shows it. */
export function DeliveryNumbers({ id, ledger, reactions, canReadLog }: Props) {
  const t = useTranslations("deliveries");
  const locale = useLocale();
  const link = (view: LogView) => (canReadLog ? { href: logHref(id, { view }) } : {});
  const share = (count: number, whole: number) =>
    whole > 0 ? { hint: formatPercent(count / whole, locale) } : {};
  const stat = (view: LogView, label: string, count: number, whole: number) => (
    <Stat
      key={view}
      label={label}
      value={formatNumber(count, locale)}
      {...share(count, whole)}
      {...link(view)}
    />
  );
  const parts = recipientStateList.filter((state) => ledger[state] > 0 || state === "delivered");
  return (
    <div className="flex flex-col gap-2">
      <StatGrid>
        {stat("all", t("numbers.audience"), ledger.audience, 0)}
        {recipientStateList.map((state) =>
          stat(state, t(`recipientStates.${state}`), ledger[state], ledger.audience),
        )}
        {stat("opened", t("marks.opened"), reactions.opened, ledger.delivered)}
        {stat("clicked", t("marks.clicked"), reactions.clicked, ledger.delivered)}
      </StatGrid>
      <p className="text-muted text-xs tabular-nums" data-testid="ledger">
        {t("numbers.equation", {
          audience: ledger.audience,
          parts: parts
            .map((state) =>
              t("numbers.part", { state: t(`recipientStates.${state}`), count: ledger[state] }),
            )
            .join(" + "),
        })}
      </p>
      <p className="text-muted text-xs">
        {t("numbers.reactionsNote")}{" "}
        {reactions.openedAutomatically > 0 &&
          t("numbers.automaticOpens", {
            certain: reactions.opened - reactions.openedAutomatically,
            automatic: reactions.openedAutomatically,
          })}
      </p>
      {!isBalanced(ledger) && <Alert tone="danger">{t("numbers.unbalanced")}</Alert>}
    </div>
  );
}
