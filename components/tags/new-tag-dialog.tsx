import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TagForm } from "./tag-form";

export function NewTagDialog() {
  const t = useTranslations("tags");
  return (
    <Dialog
      trigger={
        <Button variant="primary" icon={<Plus />}>
          {t("new")}
        </Button>
      }
      title={t("newTitle")}
    >
      <TagForm />
    </Dialog>
  );
}
