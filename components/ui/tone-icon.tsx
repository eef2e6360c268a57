import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./tone";

const icons: Record<Tone, ReactNode> = {
  neutral: <Info />,
  accent: <Info />,
  info: <Info />,
  success: <CircleCheck />,
  warning: <TriangleAlert />,
  danger: <CircleAlert />,
};

export function toneIcon(tone: Tone): ReactNode {
  return icons[tone];
}
