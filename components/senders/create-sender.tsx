"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SenderForm } from "./sender-form";

export function CreateSender({ variant = "primary" }: { variant?: "primary" | "secondary" }) {
  const t = useTranslations("senders");
  return (
    <Dialog
      title={t("newTitle")}
      trigger={
        <Button variant={variant} icon={<Plus />}>
          {t("add")}
        </Button>
      }
    >
      <SenderForm />
    </Dialog>
  );
}
