import {
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import {
  emptyCellModes,
  importModes,
  importStates,
  lostCharacterModes,
  tagModes,
  textEncodings,
} from "../values";
import { apiTokens } from "./api-tokens";
import { at, createdAt, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** What each column of the file becomes; null leaves the column out. */
export type ImportColumn =
  | { target: "email" }
  | { target: "name" }
  | { target: "tags" }
  | { target: "consent"; field: "source" | "at" | "wording" }
  /** `isNew`: the definition is made when the import starts. */
  | { target: "attribute"; key: string; isNew?: boolean }
  | null;

/** Where, when (ISO) and to which words all recipients of a file agreed. */
export type ImportConsent = { source: string; at: string; wording: string };

/** What the whole file would do, counted before anything is written. */
export type ImportCheck = {
  rows: number;
  inserted: number;
  updated: number;
  unchanged: number;
  /** Rows that would not be applied, by reason, each with the first lines it stands on. */
  refused: { reason: string; count: number; lines: number[] }[];
  suppressed: number;
  nonstandard: number;
  withoutConsent: number;
  /** Domains that look like a slip of the keyboard. */
  typos: { domain: string; suggestion: string; count: number }[];
};

/** What each encoding that was tried would lose of the file. */
export type ImportLosses = Partial<
  Record<
    (typeof textEncodings)[number],
    {
      count: number;
      /** Those of them that each company made for itself: 〓 can stand in for them. */
      replaceable?: number;
      samples: { line: number; text: string }[];
    }
  >
>;

export const imports = pgTable(
  "imports",
  {
    tenantId: tenantId(),
    id: id(),
    fileName: text("file_name").notNull(),
    fileBytes: integer("file_bytes").notNull(),
    encoding: text("encoding", { enum: textEncodings }).notNull(),
    delimiter: text("delimiter").notNull().default(","),
    lostCharacters: text("lost_characters", { enum: lostCharacterModes })
      .notNull()
      .default("refuse"),
    state: text("state", { enum: importStates }).notNull().default("uploaded"),
    mode: text("mode", { enum: importModes }).notNull().default("upsert"),
    headers: text("headers").array().notNull(),
    columns: jsonb("columns").$type<ImportColumn[]>().notNull().default([]),
    tagIds: uuid("tag_ids").array().notNull().default([]),
    emptyCells: text("empty_cells", { enum: emptyCellModes }).notNull().default("keep"),
    tagMode: text("tag_mode", { enum: tagModes }).notNull().default("add"),
    consent: jsonb("consent").$type<ImportConsent>(),
    checkResult: jsonb("check_result").$type<ImportCheck>(),
    previewRows: jsonb("preview_rows").$type<string[][]>().notNull().default([]),
    losses: jsonb("losses").$type<ImportLosses>().notNull().default({}),
    /** Rows of the file already applied: where a new worker goes on. */
    rowsDone: integer("rows_done").notNull().default(0),
    bytesDone: integer("bytes_done").notNull().default(0),
    inserted: integer("inserted").notNull().default(0),
    updated: integer("updated").notNull().default(0),
    unchanged: integer("unchanged").notNull().default(0),
    rejected: integer("rejected").notNull().default(0),
    failure: text("failure"),
    /** The tags that whoever made it was limited to, written by a trigger; null for all addresses. */
    tagScope: uuid("tag_scope").array(),
    createdBy: uuid("created_by"),
    apiTokenId: uuid("api_token_id"),
    /** Nobody looks at the check first: the worker goes on by itself. */
    startsWhenChecked: boolean("starts_when_checked").notNull().default(false),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    /** Addresses looked at by the undo, and how many of them it left as they were because they had changed since. */
    undoDone: integer("undo_done").notNull().default(0),
    undoKept: integer("undo_kept").notNull().default(0),
    undoneBy: uuid("undone_by"),
    undoneAt: at("undone_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      name: "imports_api_token_fk",
      columns: [t.tenantId, t.apiTokenId],
      foreignColumns: [apiTokens.tenantId, apiTokens.id],
    }),
    index("imports_created").on(t.tenantId, t.createdAt, t.id),
    check("imports_state_check", oneOf(t.state, importStates)),
    check("imports_mode_check", oneOf(t.mode, importModes)),
    check("imports_empty_cells_check", oneOf(t.emptyCells, emptyCellModes)),
    check("imports_tag_mode_check", oneOf(t.tagMode, tagModes)),
    check("imports_encoding_check", oneOf(t.encoding, textEncodings)),
    check("imports_lost_characters_check", oneOf(t.lostCharacters, lostCharacterModes)),
    ...tenantPolicies("imports"),
  ],
);

export const importChunks = pgTable(
  "import_chunks",
  {
    tenantId: tenantId(),
    importId: uuid("import_id").notNull(),
    chunkNo: integer("chunk_no").notNull(),
    data: bytea("data").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.chunkNo] }),
    foreignKey({
      columns: [t.tenantId, t.importId],
      foreignColumns: [imports.tenantId, imports.id],
    }).onDelete("cascade"),
    ...tenantPolicies("import_chunks"),
  ],
);

export const importErrors = pgTable(
  "import_errors",
  {
    tenantId: tenantId(),
    importId: uuid("import_id").notNull(),
    line: integer("line").notNull(),
    reason: text("reason").notNull(),
    cells: text("cells").array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.line] }),
    foreignKey({
      columns: [t.tenantId, t.importId],
      foreignColumns: [imports.tenantId, imports.id],
    }).onDelete("cascade"),
    ...tenantPolicies("import_errors"),
  ],
);

/** The earlier values of what an import changed; null where it left the value alone. */
export const importChanges = pgTable(
  "import_changes",
  {
    tenantId: tenantId(),
    importId: uuid("import_id").notNull(),
    addressId: uuid("address_id").notNull(),
    oldName: text("old_name"),
    newName: text("new_name"),
    oldAttributes: jsonb("old_attributes").notNull().default({}),
    newAttributes: jsonb("new_attributes").notNull().default({}),
    oldConsent: jsonb("old_consent"),
    newConsent: jsonb("new_consent"),
    addedTags: uuid("added_tags").array().notNull().default([]),
    removedTags: uuid("removed_tags").array().notNull().default([]),
    /** What an undo left as it was, because it had changed since. */
    kept: text("kept").array(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.addressId] }),
    foreignKey({
      columns: [t.tenantId, t.importId],
      foreignColumns: [imports.tenantId, imports.id],
    }).onDelete("cascade"),
    ...tenantPolicies("import_changes"),
  ],
);

/** What the columns of a file became the last time, by the set of its headers. */
export const importMappings = pgTable(
  "import_mappings",
  {
    tenantId: tenantId(),
    headerHash: text("header_hash").notNull(),
    choices: jsonb("choices").$type<Record<string, string>>().notNull(),
    mode: text("mode", { enum: importModes }).notNull(),
    emptyCells: text("empty_cells", { enum: emptyCellModes }).notNull(),
    tagMode: text("tag_mode", { enum: tagModes }).notNull(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.headerHash] }),
    check("import_mappings_mode_check", oneOf(t.mode, importModes)),
    check("import_mappings_empty_cells_check", oneOf(t.emptyCells, emptyCellModes)),
    check("import_mappings_tag_mode_check", oneOf(t.tagMode, tagModes)),
    ...tenantPolicies("import_mappings"),
  ],
);
