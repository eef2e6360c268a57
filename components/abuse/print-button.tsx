"use client";

import { Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

export function PrintButton() {
  const t = useTranslations("operatorAbuse.report");
  return (
    <Button icon={<Printer />} onPress={() => window.print()}>
      {t("print")}
    </Button>
  );
}
