"use client";

import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";
import { useSelection } from "@/components/ui/selection";
import { comparedMost } from "@/lib/delivery-totals/schema";
import { paths } from "@/lib/paths";

/** Leads from the chosen deliveries to the page that shows them side by side. */
export function CompareButton() {
  const t = useTranslations("deliveryTotals");
  const { selected } = useSelection();
  if (selected.length < 2 || selected.length > comparedMost)
    return <span className="text-xs">{t("chooseSome", { most: comparedMost })}</span>;
  return (
    <LinkButton
      size="sm"
      href={`${paths.compareDeliveries}?ids=${selected.join(",")}`}
      icon={<Columns3 />}
    >
      {t("compare")}
    </LinkButton>
  );
}
