import { Feed } from "feed";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { mailTranslator } from "@/lib/mail/translator";
import { type FeedNotice, listFeedNotices, listPublicNotices } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";
import { signToken, verifyToken } from "@/lib/tokens";
import { isUuid } from "@/lib/uuid";

const purpose = "notice-feed";

/** The key in the environment's own feed address. */
export function feedToken(ctx: TenantContext): string {
  authorize(ctx, "notices:read");
  return signToken(purpose, ctx.tenantId);
}

/** Atom (RFC 4287) of what is published for everybody. */
export const publicFeed = async (locale: Locale): Promise<string> =>
  atom(await listPublicNotices(), locale, absoluteUrl(paths.noticeFeed));

/** Atom of one environment's notices. Throws `not_found` for an address that we did not make. */
export async function tenantFeed(token: string, locale: Locale): Promise<string> {
  const tenantId = verifyToken(purpose, token);
  if (!tenantId || !isUuid(tenantId)) throw notFound();
  const notices = await listFeedNotices(contextForJob(tenantId, "notice-feed"));
  return atom(notices, locale, absoluteUrl(paths.tenantNoticeFeed(token)));
}

async function atom(notices: FeedNotice[], locale: Locale, self: string): Promise<string> {
  const t = await mailTranslator(locale, "notices");
  const feed = new Feed({
    id: self,
    title: t("feedTitle"),
    link: absoluteUrl(paths.notices),
    language: locale,
    copyright: "ECAI",
    updated: notices[0]?.publishedAt ?? new Date(0),
    feedLinks: { atom: self },
  });
  for (const notice of notices) {
    const link = absoluteUrl(paths.notice(notice.id));
    feed.addItem({
      id: link,
      link,
      title: locale === "ja" ? notice.titleJa : notice.titleEn,
      content: locale === "ja" ? notice.bodyJa : notice.bodyEn,
      category: [{ name: t(`kinds.${notice.kind}`), term: notice.kind }],
      date: notice.publishedAt,
      published: notice.publishedAt,
    });
  }
  return feed.atom1();
}
