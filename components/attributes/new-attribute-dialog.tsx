import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { AttributeSubject } from "@/lib/attributes/queries";
import { AttributeForm } from "./attribute-form";

export function NewAttributeDialog({ subject }: { subject: AttributeSubject }) {
  const t = useTranslations("attributes");
  return (
    <Dialog
      trigger={
        <Button variant="primary" icon={<Plus />}>
          {t("new")}
        </Button>
      }
      title={t("newTitle")}
    >
      <AttributeForm subject={subject} />
    </Dialog>
  );
}
