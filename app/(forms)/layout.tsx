import type { ReactNode } from "react";

/** A route group of its own keeps our frame off a page in a customer's name. */
export default function FormsLayout({ children }: { children: ReactNode }) {
  return children;
}
