import type { ReactNode } from "react";
import { BrandMark } from "./brand";

/** A page that only says something: not found, failed. */
export function MessagePage({
  title,
  children,
  actions,
}: {
  title: string;
  children: ReactNode;
  actions: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-md flex-col justify-center gap-4 px-4 py-12">
      <BrandMark size={32} />
      <h1 className="font-semibold text-ink text-lg">{title}</h1>
      <div className="flex flex-col gap-2 text-muted">{children}</div>
      <div className="flex flex-wrap gap-2 pt-1">{actions}</div>
    </main>
  );
}
