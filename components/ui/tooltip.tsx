"use client";

import type { ReactNode } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components/Tooltip";

export const floatClass =
  "z-50 rounded-lg border border-line bg-surface text-sm text-ink shadow-float outline-none transition-opacity duration-100 data-[entering]:opacity-0 data-[exiting]:opacity-0";

/** Names what a focusable child does; the text also describes it to assistive technology. */
export function Tooltip({ content, children }: { content: string; children: ReactNode }) {
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      {children}
      <AriaTooltip
        offset={6}
        className="z-50 max-w-64 rounded-md bg-ink px-2 py-1 text-canvas text-xs shadow-float transition-opacity duration-100 data-[entering]:opacity-0 data-[exiting]:opacity-0"
      >
        {content}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
