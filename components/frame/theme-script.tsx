"use client";

import { useServerInsertedHTML } from "next/navigation";
import { useEffect, useRef } from "react";
import { keepTheme, themeScript } from "./theme";

/**
 * The theme before the first paint and from then on. The script is put beside what React renders: where the browser
 * renders a whole document anew, as it does for a page that is not found, it may not make a script out of text.
 */
export function ThemeScript({ nonce }: { nonce: string | undefined }) {
  const isInserted = useRef(false);
  useServerInsertedHTML(() => {
    if (isInserted.current) return null;
    isInserted.current = true;
    return <script nonce={nonce}>{themeScript}</script>;
  });
  useEffect(keepTheme, []);
  return null;
}
