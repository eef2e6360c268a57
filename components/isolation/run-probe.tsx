"use client";

import { ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { runIsolationProbeAction } from "@/lib/isolation/actions";
import { paths } from "@/lib/paths";

export function RunProbe() {
  const t = useTranslations("isolation");
  const router = useRouter();
  const [isPending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await runIsolationProbeAction({});
      toast(
        result.ok
          ? { tone: "success", title: t("done") }
          : { tone: "danger", title: result.message },
      );
      router.push(paths.isolation);
    });
  return (
    <Button variant="primary" icon={<ShieldCheck />} isPending={isPending} onPress={run}>
      {t("run")}
    </Button>
  );
}
