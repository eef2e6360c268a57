"use client";

import { Copy } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { duplicateDeliveryAction } from "@/lib/deliveries/actions";
import { paths } from "@/lib/paths";

export function DuplicateButton({ id }: { id: string }) {
  const t = useTranslations("deliveries");
  const ui = useTranslations("ui");
  const router = useRouter();
  const [isPending, start] = useTransition();

  function duplicate() {
    start(async () => {
      const result = await duplicateDeliveryAction({ id }).catch(() => null);
      if (result?.ok) {
        toast({ tone: "success", title: t("duplicate.done") });
        router.push(paths.deliveryEdit(result.data.id));
      } else toast({ tone: "danger", title: result?.message ?? ui("networkError") });
    });
  }

  return (
    <Button icon={<Copy />} isPending={isPending} onPress={duplicate}>
      {t("duplicate.button")}
    </Button>
  );
}
