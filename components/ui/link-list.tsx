import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

export type LinkListItem = { href: string; title: ReactNode; description?: ReactNode };

/** Pages to go to, each a row that can be pressed anywhere; for a flush card. */
export function LinkList({ items }: { items: LinkListItem[] }) {
  return (
    <ul className="divide-y divide-line">
      {items.map(({ href, title, description }) => (
        <li key={href} className="relative flex items-center gap-3 px-4 py-3 hover:bg-hover">
          <div className="min-w-0 flex-1">
            <Link href={href} className="font-medium text-ink after:absolute after:inset-0">
              {title}
            </Link>
            {description && <p className="text-muted text-xs">{description}</p>}
          </div>
          <ChevronRight size={16} aria-hidden className="shrink-0 text-muted" />
        </li>
      ))}
    </ul>
  );
}
