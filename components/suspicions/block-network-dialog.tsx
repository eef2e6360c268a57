import { ShieldBan } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { BlockNetworkForm } from "./block-network-form";

export function BlockNetworkDialog() {
  const t = useTranslations("operatorSuspicions.blocks");
  return (
    <Dialog trigger={<Button icon={<ShieldBan />}>{t("add")}</Button>} title={t("addTitle")}>
      <BlockNetworkForm />
    </Dialog>
  );
}
