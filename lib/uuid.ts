const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text from a URL can be an id at all: PostgreSQL fails on any other. */
export const isUuid = (text: string): boolean => uuid.test(text);
