import type { ImportCheck, imports } from "@/db/schema/imports";
import { ApiError } from "@/lib/auth/api-error";
import { csvLine } from "@/lib/exports/rules";
import { undoableUntil } from "@/lib/import-undos/rules";
import { guessChoices } from "@/lib/imports/rules";

type Format = { kind: "file" | "json" | "lines"; extension: string };

/** Rows as JSON are held in memory as a whole: files may be far longer. */
export const jsonMaxBytes = 10 * 1024 * 1024;

const formats: Record<string, Format> = {
  "text/csv": { kind: "file", extension: ".csv" },
  "text/tab-separated-values": { kind: "file", extension: ".tsv" },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    kind: "file",
    extension: ".xlsx",
  },
  "application/json": { kind: "json", extension: ".csv" },
  "application/x-ndjson": { kind: "lines", extension: ".csv" },
  "application/jsonl": { kind: "lines", extension: ".csv" },
};

/** How a body of the type is read. Throws 415 for a type that is not taken. */
export function formatOf(contentType: string | null): Format {
  const name = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) throw new ApiError(415, "content_type_unsupported");
  return format;
}

/** The parameters of an address as the schema wants them; `mapping` is JSON, `tags` may stand there several times. */
export function parametersOf(query: URLSearchParams): Record<string, unknown> {
  const { tags: _tags, mapping, ...rest } = Object.fromEntries(query);
  return {
    ...rest,
    ...(query.has("tags") ? { tags: query.getAll("tags").filter(Boolean) } : {}),
    ...(mapping === undefined ? {} : { mapping: parseMapping(mapping) }),
  };
}

function parseMapping(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(422, "parameter_invalid", {
      field: "mapping",
      messageKey: "api.errors.mappingNotJson",
    });
  }
}

/** One choice for each column of the file: what the caller says of it, else what its name suggests. */
export function choicesOf(
  headers: readonly string[],
  mapping: Readonly<Record<string, string>>,
  attributeKeys: readonly string[],
): string[] {
  const unknown = Object.keys(mapping).find((header) => !headers.includes(header));
  if (unknown !== undefined)
    throw new ApiError(422, "parameter_invalid", {
      field: "mapping",
      messageKey: "api.errors.mappingUnknown",
      params: { header: unknown },
    });
  const said = (header: string) => (Object.hasOwn(mapping, header) ? mapping[header] : undefined);
  const taken = headers.flatMap((header) => said(header) ?? []);
  const guessed = guessChoices(headers, attributeKeys);
  return headers.map((header, at) => {
    const guess = guessed[at] ?? "ignore";
    return said(header) ?? (taken.includes(guess) ? "ignore" : guess);
  });
}

type Row = Record<string, unknown>;

/** The rows of a JSON array, or of one object per line, as the lines of a CSV file with every key as a column. */
export function jsonCsv(text: string, kind: "json" | "lines"): string {
  const rows = readRows(text, kind);
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row, at) =>
    csvLine(
      headers.map((header) => cellOf(Object.hasOwn(row, header) ? row[header] : null, at, header)),
    ),
  );
  return [csvLine(headers), ...lines].join("");
}

function readRows(text: string, kind: "json" | "lines"): Row[] {
  const parsed =
    kind === "json"
      ? parseJson(text, 1)
      : text
          .split("\n")
          .flatMap((line, at) => (line.trim() === "" ? [] : [parseJson(line, at + 1)]));
  if (!Array.isArray(parsed)) throw badBody("notRows", 1);
  return parsed.map((row, at) => {
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw badBody("notRows", at + 1);
    return row;
  });
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badBody("notJson", line);
  }
}

const badBody = (key: string, line: number, header = "") =>
  new ApiError(422, "body_invalid", {
    messageKey: `api.errors.${key}`,
    params: { line, header },
  });

/** Several tags stand in one cell, as in a file. */
function cellOf(value: unknown, at: number, header: string): string {
  if (value === null || value === undefined) return "";
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.join(";");
  throw badBody("notCell", at + 1, header);
}

type Stored = Pick<
  typeof imports.$inferSelect,
  | "id"
  | "state"
  | "fileName"
  | "mode"
  | "rowsDone"
  | "inserted"
  | "updated"
  | "unchanged"
  | "rejected"
  | "failure"
  | "undoKept"
  | "createdAt"
  | "finishedAt"
  | "undoneAt"
> & { check: ImportCheck | null };

/** An import as programs see it; `errorsUrl` is where its refused rows are. */
export const importResource = (stored: Stored, errorsUrl: string) => ({
  object: "import",
  id: stored.id,
  state: stored.state,
  mode: stored.mode,
  file_name: stored.fileName,
  counts: {
    done: stored.rowsDone,
    inserted: stored.inserted,
    updated: stored.updated,
    unchanged: stored.unchanged,
    rejected: stored.rejected,
  },
  check: stored.check && checkResource(stored.check),
  failure: stored.failure,
  errors_url: stored.rejected > 0 ? errorsUrl : null,
  created_at: stored.createdAt.toISOString(),
  finished_at: stored.finishedAt?.toISOString() ?? null,
  undoable_until: undoableUntil(stored)?.toISOString() ?? null,
  undone_at: stored.undoneAt?.toISOString() ?? null,
  undo_kept: stored.undoKept,
});

const checkResource = (check: ImportCheck) => ({
  rows: check.rows,
  inserted: check.inserted,
  updated: check.updated,
  unchanged: check.unchanged,
  rejected: check.refused.reduce((total, { count }) => total + count, 0),
  reasons: check.refused.map(({ reason, count, lines }) => ({ reason, count, lines })),
  suppressed: check.suppressed,
  without_consent: check.withoutConsent,
});
