import "server-only";
import { createHash, type Hash } from "node:crypto";
import { imports } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { ApiError, parseParameters } from "@/lib/auth/api-error";
import { authorize, type TenantContext } from "@/lib/auth/context";
import {
  claimKey,
  type KeptAnswer,
  keepAnswer,
  releaseKey,
} from "@/lib/idempotency-keys/mutations";
import { checkImport } from "@/lib/import-checks/mutations";
import { uploadImportFile } from "@/lib/import-uploads/mutations";
import { cancelImport, rereadImport } from "@/lib/imports/mutations";
import { getImport, isImport } from "@/lib/imports/queries";
import { checkImportSchema, fileMaxBytes, readImportSchema } from "@/lib/imports/schema";
import { ensureTags } from "@/lib/tags/mutations";
import { getApiImport } from "./queries";
import { choicesOf, formatOf, jsonCsv, jsonMaxBytes, parametersOf } from "./rules";
import { type ApiImportInput, apiImportSchema, idempotencyKeySchema } from "./schema";

type Call = {
  parameters: URLSearchParams;
  contentType: string | null;
  /** What the caller says of the length. */
  size: number | null;
  idempotencyKey: string | null;
  bytes: AsyncIterable<Uint8Array>;
};
type Accepted = { id: string; answer: Record<string, unknown>; isRepeat: boolean };

/**
 * Hands a body to the import that the wizard uses; it starts by itself once it was checked. With a key a repeat of the
 * call gets the first one's answer and imports nothing. Throws `ApiError` or `invalid` with the reason.
 */
export async function createApiImport(ctx: TenantContext, call: Call): Promise<Accepted> {
  authorize(ctx, "addresses:import");
  const format = formatOf(call.contentType);
  const options = parseParameters(apiImportSchema, parametersOf(call.parameters));
  const most = format.kind === "file" ? fileMaxBytes : jsonMaxBytes;
  if (call.size !== null && call.size > most) throw tooLarge(most);
  const hash = createHash("sha256").update(JSON.stringify([format, [...call.parameters].sort()]));
  const body = { ...call, format, options, hash, bytes: hashed(call.bytes, hash, most) };
  const key = call.idempotencyKey;
  if (key === null) return importBody(ctx, body, null);
  if (!idempotencyKeySchema.safeParse(key).success)
    throw new ApiError(400, "idempotency_key_invalid", { field: "Idempotency-Key" });
  const kept = await claimKey(ctx, key);
  if (kept) return repeated(kept, body);
  return importBody(ctx, body, key).catch(async (error) => {
    await releaseKey(ctx, key);
    throw error;
  });
}

type Body = Call & { format: ReturnType<typeof formatOf>; options: ApiImportInput; hash: Hash };

const tooLarge = (most: number) =>
  new ApiError(413, "body_too_large", { params: { megabytes: Math.floor(most / 1024 / 1024) } });

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash, most: number) {
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > most) throw tooLarge(most);
    hash.update(piece);
    yield piece;
  }
}

async function repeated(kept: KeptAnswer, { bytes, hash }: Body): Promise<Accepted> {
  for await (const _piece of bytes);
  if (hash.digest("hex") !== kept.fingerprint) throw new ApiError(422, "idempotency_key_reused");
  return { id: String(kept.answer.id), answer: kept.answer, isRepeat: true };
}

async function importBody(ctx: TenantContext, body: Body, key: string | null): Promise<Accepted> {
  const { format, options, bytes, size, hash } = body;
  const isFile = format.kind === "file";
  const { id } = await uploadImportFile(ctx, {
    name: fileNameOf(options.file_name ?? "api", format.extension),
    size: isFile ? size : null,
    bytes: isFile ? bytes : asCsv(bytes, format.kind === "lines" ? "lines" : "json"),
  });
  const fingerprint = hash.digest("hex");
  try {
    await reread(ctx, id, options);
    const answer = await transaction(ctx, async (tx, inner) => {
      await checkImport(inner, await checkInput(inner, id, options));
      const startsWhenChecked = options.dry_run === "false";
      await tx
        .update(imports)
        .set({ apiTokenId: ctx.apiTokenId ?? null, startsWhenChecked })
        .where(isImport(ctx, id));
      const resource = await getApiImport(inner, id);
      if (key) await keepAnswer(inner, key, { fingerprint, status: 202, answer: resource });
      return resource;
    });
    return { id, answer, isRepeat: false };
  } catch (error) {
    await cancelImport(ctx, { importId: id });
    throw error;
  }
}

const fileNameOf = (name: string, extension: string): string =>
  name.toLowerCase().endsWith(extension) ? name : `${name}${extension}`;

async function* asCsv(bytes: AsyncIterable<Uint8Array>, kind: "json" | "lines") {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const text = new TextDecoder("utf-8", { fatal: true });
  try {
    yield Buffer.from(`\uFEFF${jsonCsv(text.decode(Buffer.concat(pieces)), kind)}`);
  } catch (error) {
    throw error instanceof TypeError ? new ApiError(422, "body_invalid") : error;
  }
}

const delimiters = { comma: ",", tab: "\t", semicolon: ";" } as const;

/** Reads the file in another way than it looks, where the caller knows better. */
async function reread(ctx: TenantContext, importId: string, options: ApiImportInput) {
  if (!options.encoding && !options.delimiter && !options.lost_characters) return;
  const read = await getImport(ctx, importId);
  const encoding = options.encoding ?? read.encoding;
  const delimiter = options.delimiter ? delimiters[options.delimiter] : read.delimiter;
  const lostCharacters = options.lost_characters ?? read.lostCharacters;
  const input = { importId, encoding, delimiter, lostCharacters };
  await rereadImport(ctx, readImportSchema.parse(input));
}

async function checkInput(ctx: TenantContext, importId: string, options: ApiImportInput) {
  const [{ headers }, attributes] = await Promise.all([
    getImport(ctx, importId),
    listAttributes(ctx, "address"),
  ]);
  const keys = attributes.map(({ key }) => key);
  return parseParameters(checkImportSchema, {
    importId,
    columns: choicesOf(headers, options.mapping, keys),
    tagIds: await ensureTags(ctx, options.tags),
    mode: options.mode,
    emptyCells: options.empty_cells,
    tagMode: options.tag_mode,
    consent: {
      source: options.consent_source,
      at: options.consent_at,
      wording: options.consent_wording,
    },
  });
}
