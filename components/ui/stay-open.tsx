"use client";

import { type ReactNode, use, useEffect, useMemo, useRef } from "react";
import { OverlayTriggerStateContext } from "react-aria-components/Dialog";

/**
 * Keeps the list of a combo box open while the page scrolls: it scrolls with its field. Without it every scroll
 * closes the list, also the one that brings its field into view (react-spectrum issue 9467). What scrolls within the
 * page moves the field away from its list and still closes it.
 */
export function StayOpen({ children }: { children: ReactNode }) {
  const state = use(OverlayTriggerStateContext);
  const isPageScrolling = usePageScrolling();
  const staying = useMemo(
    () =>
      state && {
        ...state,
        close: () => {
          if (!isPageScrolling.current) state.close();
        },
      },
    [state, isPageScrolling],
  );
  return <OverlayTriggerStateContext value={staying}>{children}</OverlayTriggerStateContext>;
}

/** True while listeners hear that the page scrolls; it listens before a list that opens later does. */
function usePageScrolling() {
  const isScrolling = useRef(false);
  useEffect(() => {
    const begin = (event: Event) => {
      isScrolling.current = event.target === document;
    };
    const end = () => {
      isScrolling.current = false;
    };
    window.addEventListener("scroll", begin, true);
    window.addEventListener("scroll", end);
    return () => {
      window.removeEventListener("scroll", begin, true);
      window.removeEventListener("scroll", end);
    };
  }, []);
  return isScrolling;
}
