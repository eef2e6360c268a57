"use client";

import { ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { requestCheckAction } from "@/lib/audit-chain/actions";

export function CheckNowButton({ isRunning }: { isRunning: boolean }) {
  const t = useTranslations("audit");
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [failure, setFailure] = useState<string>();
  const ask = () =>
    start(async () => {
      const result = await requestCheckAction({});
      setFailure(result.ok ? undefined : result.message);
      router.refresh();
    });
  return (
    <>
      <FormError message={failure} />
      <Button icon={<ShieldCheck />} onPress={ask} isPending={isPending} isDisabled={isRunning}>
        {t("checkNow")}
      </Button>
    </>
  );
}
