/** A whole new page load: nothing that an earlier user's pages left in the browser's memory survives it. */
export const goTo = (href: string): void => window.location.assign(href);
