"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useTransition } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { withProof } from "@/components/ui/proof-gate";
import { toast } from "@/components/ui/toast-queue";
import { proveDomainAction } from "@/lib/sign-on-domains/actions";

type Props = { id: string; label: string; icon: ReactNode };

export function ProveDomain({ id, label, icon }: Props) {
  const t = useTranslations("signOn.domains");
  const ui = useTranslations("ui");
  const [isPending, startTransition] = useTransition();
  const prove = () =>
    startTransition(async () => {
      const result = await withProof(() => proveDomainAction({ id })).catch(() => null);
      if (result?.ok) toast({ tone: "success", title: t("provenNow") });
      else toast({ tone: "danger", title: result?.message ?? ui("networkError") });
    });
  return (
    <IconButton aria-label={label} icon={icon} size="sm" isDisabled={isPending} onPress={prove} />
  );
}
