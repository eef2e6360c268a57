/** Longest mail in characters that the frame shows. */
export const mailFrameMaxLength = 1_000_000;

/**
 * A customer's mail as the frame shows it. The frame's policy lets nothing be fetched from another host but cannot
 * keep a link element from opening a connection ahead of time, so none is left.
 */
export const frameDocument = (html: string): string =>
  html.replace(/<link(?=[\s/>]|$)/gi, "<x-link");
