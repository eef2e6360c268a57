import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PublicCard } from "@/components/frame/public-card";
import { Stepper } from "@/components/ui/stepper";

const steps = ["mail", "payment", "registration", "build", "done"] as const;

type SignUpShellProps = {
  step: (typeof steps)[number];
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  isComplete?: boolean;
  children: ReactNode;
};

/** One page of the wizard: where one is, and the task at hand. */
export function SignUpShell({ step, isComplete = false, ...card }: SignUpShellProps) {
  const t = useTranslations("applications");
  return (
    <div className="flex flex-col gap-6">
      <Stepper
        label={t("stepper")}
        steps={steps.map((id) => ({ id, label: t(`steps.${id}`) }))}
        current={step}
        isComplete={isComplete}
      />
      <PublicCard {...card} />
    </div>
  );
}
