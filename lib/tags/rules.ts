export const tagNameMaxLength = 50;

/** One spelling for one name: full-width letters and half-width kana are folded, ends are trimmed. */
export const normalizeTagName = (text: string): string => text.normalize("NFKC").trim();
