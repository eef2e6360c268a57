import { addressParser } from "postal-mime";
import type { ReceivedEvent } from "./schema";

/** What stands before the @ of each address at the domain that a mail came to, in lower case, each once. */
export function localPartsOf({ data }: ReceivedEvent, domain: string): string[] {
  const recipients = data.received_for.length > 0 ? data.received_for : data.to;
  const ending = `@${domain.toLowerCase()}`;
  const found = recipients
    .flatMap((text) => addressParser(text, { flatten: true }))
    .map(({ address = "" }) => address.toLowerCase())
    .filter((address) => address.endsWith(ending))
    .map((address) => address.slice(0, -ending.length));
  return [...new Set(found)].filter((local) => local.length > 0 && local.length <= 64);
}
