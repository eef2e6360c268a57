const look =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface text-base text-ink sm:text-sm transition-colors duration-100 hover:border-muted disabled:cursor-not-allowed disabled:border-line disabled:bg-subtle disabled:text-muted [&:is(input,textarea):read-only]:bg-subtle aria-invalid:border-danger-text focus-visible:outline-2 focus-visible:outline-accent-text focus-visible:outline-offset-0";

/** The look of text inputs and selects. */
export const inputClass = `${look} h-8 px-2.5`;

/** The look of inputs with several lines. */
export const textAreaClass = `${look} min-h-16 px-2.5 py-1.5 leading-relaxed`;

/** The look of check boxes and radio buttons. */
export const choiceClass =
  "peer size-4 shrink-0 cursor-pointer appearance-none border border-line-strong bg-surface transition-colors duration-100 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent hover:border-muted disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-danger-text";
