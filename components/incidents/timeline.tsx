import { DateTime } from "@/components/ui/date-time";

type TimelineItem = { id: string; at: Date; label: string; text: string; note?: string };

/** What happened, oldest first. */
export function Timeline({ label, items }: { label: string; items: TimelineItem[] }) {
  return (
    <ol aria-label={label} className="flex flex-col gap-3">
      {items.map((item) => (
        <li key={item.id} className="flex flex-col gap-1 border-line-strong border-l-2 pl-4">
          <p className="flex flex-wrap gap-x-2 text-muted text-sm">
            <DateTime value={item.at} />
            <span className="font-medium text-ink">{item.label}</span>
            {item.note && <span>{item.note}</span>}
          </p>
          {item.text && <p className="max-w-prose whitespace-pre-line break-words">{item.text}</p>}
        </li>
      ))}
    </ol>
  );
}
