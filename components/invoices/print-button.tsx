"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

export function PrintButton() {
  const t = useTranslations("billing.invoice");
  return <Button onPress={() => window.print()}>{t("print")}</Button>;
}
