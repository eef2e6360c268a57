import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { root } from "../local/program";
import { conclude, filesBelow } from "./source-files";

type Messages = Map<string, string>;

function read(path: string): Messages {
  const messages: Messages = new Map();
  collect(JSON.parse(readFileSync(join(root, path), "utf8")), [], messages);
  return messages;
}

function collect(value: unknown, keys: string[], into: Messages): void {
  if (typeof value === "string") into.set(keys.join("."), value);
  else for (const [key, child] of Object.entries(value ?? {})) collect(child, [...keys, key], into);
}

/** The arguments and tags a message needs to be given. */
function argumentsOf(message: string): string {
  return [...new Set(namesIn(parse(message)))].sort().join(", ");
}

function namesIn(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return [];
      case TYPE.tag:
        return [`<${element.value}>`, ...namesIn(element.children)];
      case TYPE.select:
      case TYPE.plural:
        return [
          element.value,
          ...Object.values(element.options).flatMap((option) => namesIn(option.value)),
        ];
      default:
        return [element.value];
    }
  });
}

function compare(file: string): string[] {
  const japanese = read(`messages/ja/${file}`);
  const english = read(`messages/en/${file}`);
  const keys = new Set([...japanese.keys(), ...english.keys()]);
  return [...keys].flatMap((key) => {
    const [ja, en] = [japanese.get(key)?.trim(), english.get(key)?.trim()];
    if (!ja || !en) return [`${file} ${key}: missing or empty in ${ja ? "en" : "ja"}`];
    try {
      const [wanted, given] = [argumentsOf(ja), argumentsOf(en)];
      return wanted === given ? [] : [`${file} ${key}: ja takes {${wanted}}, en takes {${given}}`];
    } catch (error) {
      return [`${file} ${key}: ${error instanceof Error ? error.message : error}`];
    }
  });
}

const names = (locale: string) =>
  filesBelow(`messages/${locale}`).map((path) => path.split("/").slice(2).join("/"));
const [japanese, english] = [names("ja"), names("en")];
const unpaired = [...japanese, ...english].filter(
  (file) => !japanese.includes(file) || !english.includes(file),
);

conclude([
  ...unpaired.map((file) => `${file}: exists in one language only`),
  ...japanese.filter((file) => english.includes(file)).flatMap(compare),
]);
