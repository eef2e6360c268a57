import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Approval } from "@/lib/approvals/queries";
import { paths } from "@/lib/paths";
import { ApprovalFacts } from "./approval-facts";

/** The newest approval on the delivery's own page; nothing where none was asked for. */
export function ApprovalCard({ approval }: { approval: Approval | undefined }) {
  const t = useTranslations("approvals.panel");
  if (!approval) return null;
  return (
    <Card
      title={t("title")}
      actions={<TextLink href={paths.deliveryApproval(approval.deliveryId)}>{t("open")}</TextLink>}
    >
      <ApprovalFacts approval={approval} />
    </Card>
  );
}
