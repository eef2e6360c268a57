import {
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
import { importModes, importStates, textEncodings } from "../values";
import { at, createdAt, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** What each column of the file becomes; null leaves the column out. */
export type ImportColumn =
  | { target: "email" }
  | { target: "name" }
  | { target: "tags" }
  | { target: "attribute"; key: string }
  | null;

/** What each encoding that was tried would lose of the file. */
export type ImportLosses = Partial<
  Record<
    (typeof textEncodings)[number],
    { count: number; samples: { line: number; text: string }[] }
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
    state: text("state", { enum: importStates }).notNull().default("uploaded"),
    mode: text("mode", { enum: importModes }).notNull().default("upsert"),
    headers: text("headers").array().notNull(),
    columns: jsonb("columns").$type<ImportColumn[]>().notNull().default([]),
    tagIds: uuid("tag_ids").array().notNull().default([]),
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
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("imports_created").on(t.tenantId, t.createdAt.desc(), t.id.desc()),
    check("imports_state_check", oneOf(t.state, importStates)),
    check("imports_mode_check", oneOf(t.mode, importModes)),
    check("imports_encoding_check", oneOf(t.encoding, textEncodings)),
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
