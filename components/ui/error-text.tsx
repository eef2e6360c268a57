import { CircleAlert } from "lucide-react";

/** What is wrong with one field; an empty live region while nothing is. */
export function ErrorText({ id, message }: { id?: string; message?: string | undefined }) {
  return (
    <div id={id} aria-live="polite" className="empty:hidden">
      {message && (
        <p className="flex items-start gap-1 text-danger-text text-xs">
          <CircleAlert size={13} aria-hidden className="mt-[3px] shrink-0" />
          {message}
        </p>
      )}
    </div>
  );
}
