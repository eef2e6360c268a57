"use client";

import { useSyncExternalStore } from "react";

export const themes = ["light", "dark", "system"] as const;
type Theme = (typeof themes)[number];

const key = "theme";
const system = "(prefers-color-scheme: dark)";
/** Set while the colours change, so that nothing fades from one theme to the other. */
const changing = "theme-changing";

/** Shows the stored theme before the page is painted: what `showTheme` does, as a script of the answer itself. */
export const themeScript = `(() => {
  let theme = null;
  try { theme = localStorage.getItem("${key}") } catch {}
  const isDark = theme === "dark" || (theme !== "light" && matchMedia("${system}").matches);
  document.documentElement.classList.add(isDark ? "dark" : "light");
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
})()`;

const listeners = new Set<() => void>();
/** What a browser that keeps nothing was told last. */
let unstored: Theme | null = null;

function readTheme(): Theme {
  if (unstored) return unstored;
  try {
    const stored = localStorage.getItem(key);
    return themes.find((theme) => theme === stored) ?? "system";
  } catch {
    return "system";
  }
}

function setTheme(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    unstored = theme;
  }
  for (const listener of listeners) listener();
}

function showTheme(): void {
  const theme = readTheme();
  const { classList, style } = document.documentElement;
  const shown = theme === "system" ? (matchMedia(system).matches ? "dark" : "light") : theme;
  if (classList.contains(shown) && style.colorScheme === shown) return;
  classList.add(changing);
  classList.remove("light", "dark");
  classList.add(shown);
  style.colorScheme = shown;
  // The new colours must be worked out before transitions are let in again.
  getComputedStyle(document.body).getPropertyValue("color");
  setTimeout(() => classList.remove(changing), 1);
}

/** Keeps the document in the chosen theme until the returned function is called. */
export function keepTheme(): () => void {
  showTheme();
  return onThemeChange(showTheme);
}

/** Tells of another choice, made here or in another window, and of another theme of the device. */
function onThemeChange(listener: () => void): () => void {
  const device = matchMedia(system);
  listeners.add(listener);
  window.addEventListener("storage", listener);
  device.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
    device.removeEventListener("change", listener);
  };
}

/** The chosen theme, `system` while the server renders, and how to choose another. */
export function useTheme() {
  const theme = useSyncExternalStore(onThemeChange, readTheme, () => "system" as const);
  return { theme, setTheme };
}
