import { readFile } from "node:fs/promises";
import path from "node:path";
import { and, desc, eq } from "drizzle-orm";
import { termsAcceptances } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import { knownLocale } from "@/lib/i18n/locale";
import {
  type Difference,
  type DocumentName,
  differences,
  documentVersions,
  parseVersion,
  type TextBlock,
} from "./rules";

export type PublishedDocument = {
  name: DocumentName;
  version: string;
  /** In one sentence, and paragraph by paragraph against the version before. */
  changes: string;
  differences: Difference[];
  previous: string | null;
  blocks: TextBlock[];
};

/** A published document in the reader's language, as it is today or in one of its versions; throws `not_found`. */
export async function getDocument(
  name: DocumentName,
  locale: string,
  version: string = documentVersions[name][0],
): Promise<PublishedDocument> {
  const versions = documentVersions[name];
  const at = versions.indexOf(version);
  if (at < 0) throw new AppError("not_found");
  const previous = versions[at + 1] ?? null;
  const [{ changes, blocks }, before] = await Promise.all([
    readVersion(name, locale, version),
    previous ? readVersion(name, locale, previous) : null,
  ]);
  const found = before ? differences(before.blocks, blocks) : [];
  return { name, version, changes, differences: found, previous, blocks };
}

async function readVersion(name: DocumentName, locale: string, version: string) {
  const language = knownLocale(locale);
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "content", "terms");
  return parseVersion(await readFile(path.join(folder, name, `${version}.${language}.md`), "utf8"));
}

/** The agreements the caller has given, newest first. */
export async function listOwnAcceptances(ctx: TenantContext) {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: termsAcceptances.id,
        version: termsAcceptances.version,
        acceptedAt: termsAcceptances.acceptedAt,
      })
      .from(termsAcceptances)
      .where(and(eq(termsAcceptances.tenantId, ctx.tenantId), eq(termsAcceptances.userId, userId)))
      .orderBy(desc(termsAcceptances.acceptedAt), desc(termsAcceptances.id)),
  );
}

export type OwnAcceptance = Awaited<ReturnType<typeof listOwnAcceptances>>[number];
