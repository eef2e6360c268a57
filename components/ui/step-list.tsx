import { Circle, CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Spinner } from "./spinner";

export type StepState = "waiting" | "running" | "done" | "failed";
export type StepListProps = {
  steps: readonly { id: string; label: string; state: StepState; detail?: string | undefined }[];
};

const icons: Record<StepState, ReactNode> = {
  waiting: <Circle size={16} aria-hidden className="text-faint" />,
  running: <Spinner className="text-accent-text" />,
  done: <CircleCheck size={16} aria-hidden className="text-success-text" />,
  failed: <CircleX size={16} aria-hidden className="text-danger-text" />,
};

/** The steps of a background run, each with how it stands. */
export function StepList({ steps }: StepListProps) {
  const t = useTranslations("ui");
  return (
    <ol aria-live="polite" className="flex flex-col">
      {steps.map((step) => (
        <li
          key={step.id}
          className="flex min-h-10 items-center gap-3 border-line border-b py-2 last:border-b-0"
          data-state={step.state}
        >
          {icons[step.state]}
          <div className="min-w-0 flex-1">
            <p className={step.state === "waiting" ? "text-muted" : "text-ink"}>{step.label}</p>
            {step.detail && <p className="text-muted text-xs">{step.detail}</p>}
          </div>
          <span className="shrink-0 text-muted text-xs">{t(`stepState.${step.state}`)}</span>
        </li>
      ))}
    </ol>
  );
}
