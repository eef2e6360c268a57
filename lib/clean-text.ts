/** Line breaks and tabs are the only control characters that people type on purpose. */
const forbidden = /\p{Surrogate}|(?![\t\n\r])\p{Cc}/u;
const forbiddenInLine = /[\p{Surrogate}\p{Cc}\u2028\u2029]/u;

/** Text without control characters (line breaks and tabs apart) and without halves of characters. */
export const isCleanText = (text: string): boolean => !forbidden.test(text);

/** The same for text of one line. */
export const isCleanLine = (text: string): boolean => !forbiddenInLine.test(text);
