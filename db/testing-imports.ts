import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { checkImport, runCheck } from "@/lib/import-checks/mutations";
import { uploadImportFile } from "@/lib/import-uploads/mutations";
import { runImport } from "@/lib/importing/mutations";
import { rereadImport, startImport } from "@/lib/imports/mutations";
import { getImport } from "@/lib/imports/queries";
import {
  type CheckImportInput,
  type ReadImportInput,
  readImportSchema,
} from "@/lib/imports/schema";

export type ImportSettings = Partial<CheckImportInput> &
  Partial<Pick<ReadImportInput, "lostCharacters">> & { columns: string[] };

async function* pieces(bytes: Uint8Array, size = 700_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Uploads a text and asks for its check. */
export async function uploadText(
  ctx: TenantContext,
  text: string | Uint8Array,
  { lostCharacters, ...settings }: ImportSettings,
): Promise<string> {
  const bytes = Buffer.from(text);
  const file = { name: "名簿.csv", size: bytes.length, bytes: pieces(bytes) };
  const { id } = await uploadImportFile(ctx, file);
  if (lostCharacters) {
    const { encoding, delimiter } = await getImport(ctx, id);
    const input = { importId: id, encoding, delimiter, lostCharacters };
    await rereadImport(ctx, readImportSchema.parse(input));
  }
  await checkImport(ctx, {
    importId: id,
    mode: "upsert",
    tagIds: [],
    emptyCells: "keep",
    tagMode: "add",
    consent: { source: "", at: "", wording: "" },
    ...settings,
  });
  return id;
}

/** As far as the import that waits for a worker. */
export async function startText(
  ctx: TenantContext,
  text: string | Uint8Array,
  settings: ImportSettings,
): Promise<string> {
  const id = await uploadText(ctx, text, settings);
  await runCheck(contextForJob(ctx.tenantId, "imports.check"), { importId: id });
  await startImport(ctx, { importId: id });
  return id;
}

/** What the worker does. */
export const runQueued = (
  ctx: TenantContext,
  importId: string,
  options: Parameters<typeof runImport>[2] = {},
) => runImport(contextForJob(ctx.tenantId, "imports.run"), { importId }, options);

/** From the file to the end. */
export async function importText(
  ctx: TenantContext,
  text: string | Uint8Array,
  settings: ImportSettings,
) {
  const id = await startText(ctx, text, settings);
  await runQueued(ctx, id);
  return getImport(ctx, id);
}
