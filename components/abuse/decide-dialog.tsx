import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DecideForm } from "./decide-form";

type Props = { tenantId: string; id: string; tenantName: string };

export function DecideDialog({ tenantId, id, tenantName }: Props) {
  const t = useTranslations("operatorAbuse");
  return (
    <Dialog
      trigger={
        <Button size="sm" aria-label={t("findings.decideOf", { tenant: tenantName })}>
          {t("findings.decide")}
        </Button>
      }
      title={t("decide.title")}
    >
      <DecideForm tenantId={tenantId} id={id} />
    </Dialog>
  );
}
