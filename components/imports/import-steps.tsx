import { useTranslations } from "next-intl";
import { Stepper } from "@/components/ui/stepper";

type ImportStepsProps = {
  current: "upload" | "mapping" | "check" | "result";
  isComplete?: boolean;
};

export function ImportSteps({ current, isComplete = false }: ImportStepsProps) {
  const t = useTranslations("imports.steps");
  const steps = (["upload", "mapping", "check", "result"] as const).map((id) => ({
    id,
    label: t(id),
  }));
  return <Stepper label={t("label")} steps={steps} current={current} isComplete={isComplete} />;
}
