export type Tone = "neutral" | "accent" | "info" | "success" | "warning" | "danger";

export const softTone: Record<Tone, string> = {
  neutral: "border-line bg-subtle text-muted",
  accent: "border-accent-line bg-accent-soft text-accent-text",
  info: "border-info-line bg-info-soft text-info-text",
  success: "border-success-line bg-success-soft text-success-text",
  warning: "border-warning-line bg-warning-soft text-warning-text",
  danger: "border-danger-line bg-danger-soft text-danger-text",
};

export const solidTone: Record<Tone, string> = {
  neutral: "bg-line-strong",
  accent: "bg-accent",
  info: "bg-info",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
};

export const textTone: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent-text",
  info: "text-info-text",
  success: "text-success-text",
  warning: "text-warning-text",
  danger: "text-danger-text",
};
