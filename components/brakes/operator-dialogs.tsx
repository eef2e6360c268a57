import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { AnswerForm, EngageForm, ReleaseForm } from "./operator-forms";

type Wanted = { tenantId: string; id: string };

export function EngageDialog({ tenantId }: { tenantId: string }) {
  const t = useTranslations("operatorAbuse.brakes");
  return (
    <Dialog trigger={<Button variant="danger">{t("engage")}</Button>} title={t("engageTitle")}>
      <EngageForm tenantId={tenantId} />
    </Dialog>
  );
}

export function ReleaseDialog(brake: Wanted) {
  const t = useTranslations("operatorAbuse.brakes");
  return (
    <Dialog trigger={<Button>{t("release")}</Button>} title={t("releaseTitle")}>
      <ReleaseForm {...brake} />
    </Dialog>
  );
}

export function AnswerDialog(appeal: Wanted) {
  const t = useTranslations("operatorAbuse.brakes");
  return (
    <Dialog trigger={<Button size="sm">{t("answer")}</Button>} title={t("answerTitle")}>
      <AnswerForm {...appeal} />
    </Dialog>
  );
}
