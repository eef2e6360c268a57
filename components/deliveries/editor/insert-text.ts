/** Puts text at the caret of a field and hands the field's new value to `onChange`. */
export function insertText(
  element: HTMLInputElement | HTMLTextAreaElement | null,
  value: string,
  added: string,
  onChange: (value: string) => void,
): void {
  const start = element?.selectionStart ?? value.length;
  const end = element?.selectionEnd ?? start;
  onChange(value.slice(0, start) + added + value.slice(end));
  requestAnimationFrame(() => {
    element?.focus();
    element?.setSelectionRange(start + added.length, start + added.length);
  });
}
