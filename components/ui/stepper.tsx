import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "./cx";

export type StepperProps = {
  label: string;
  steps: readonly { id: string; label: string }[];
  current: string;
  isComplete?: boolean;
};

/** Where one is in a wizard; on small screens only the current step is named. */
export function Stepper({ label, steps, current, isComplete = false }: StepperProps) {
  const t = useTranslations("ui");
  const position = isComplete ? steps.length : steps.findIndex((step) => step.id === current);
  const shown = steps[Math.min(Math.max(position, 0), steps.length - 1)];
  return (
    <nav aria-label={label}>
      <ol className="flex items-start gap-1.5">
        {steps.map((step, index) => (
          <Step key={step.id} label={step.label} number={index + 1} offset={index - position} />
        ))}
      </ol>
      <p aria-hidden className="mt-1 text-center text-xs sm:hidden">
        <span className="text-muted">
          {t("stepOf", { current: Math.min(position + 1, steps.length), total: steps.length })}
        </span>
        <span className="ml-2 font-medium">{shown?.label}</span>
      </p>
    </nav>
  );
}

function Step({ label, number, offset }: { label: string; number: number; offset: number }) {
  const t = useTranslations("ui");
  const isDone = offset < 0;
  const isCurrent = offset === 0;
  return (
    <li
      aria-current={isCurrent ? "step" : undefined}
      className="flex flex-1 flex-col items-center gap-1.5 text-center"
    >
      <span
        className={cx("h-0.5 w-full rounded-full", isDone || isCurrent ? "bg-accent" : "bg-line")}
      />
      <span
        aria-hidden
        className={cx(
          "grid size-5 place-items-center rounded-full border font-medium text-[0.6875rem] tabular-nums",
          isDone && "border-accent bg-accent text-accent-ink",
          isCurrent && "border-accent text-accent-text",
          offset > 0 && "border-line text-muted",
        )}
      >
        {isDone ? <Check size={12} strokeWidth={3} /> : number}
      </span>
      <span
        className={cx("text-xs max-sm:sr-only", isCurrent ? "font-medium text-ink" : "text-muted")}
      >
        {label}
        <span className="sr-only">
          {" "}
          {t(`stepState.${isDone ? "done" : isCurrent ? "current" : "upcoming"}`)}
        </span>
      </span>
    </li>
  );
}
