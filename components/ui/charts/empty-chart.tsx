/** What stands in a chart's place while nothing has been measured. */
export function EmptyChart({ title, text }: { title: string; text: string }) {
  return (
    <figure aria-label={title}>
      <p className="flex h-40 items-center justify-center text-muted text-sm">{text}</p>
    </figure>
  );
}
