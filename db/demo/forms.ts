import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "../client";
import { attributeDefinitions, tags } from "../schema/addresses";
import { signupForms } from "../schema/signup-forms";

type Scope = { tenantId: string; tagIds: Map<string, string>; createdBy: string };

/** Two tags that recipients may choose, and a form in each language that offers them. */
export async function insertForms(tx: Transaction, { tenantId, tagIds, createdBy }: Scope) {
  const tag = (name: string) => tagIds.get(name) ?? "";
  const offers = [
    ["メールマガジン", "新商品とお店のお知らせ", "月に 2 回ほど"],
    ["セミナー参加", "セミナーのご案内", "開催が決まったとき"],
  ] as const;
  for (const [name, publicName, publicDescription] of offers)
    await tx
      .update(tags)
      .set({ isChoosable: true, publicName, publicDescription })
      .where(and(eq(tags.tenantId, tenantId), eq(tags.id, tag(name))));
  const asked = await tx
    .select({ id: attributeDefinitions.id })
    .from(attributeDefinitions)
    .where(
      and(
        eq(attributeDefinitions.tenantId, tenantId),
        eq(attributeDefinitions.subject, "address"),
        inArray(attributeDefinitions.key, ["会社名", "都道府県"]),
      ),
    );
  const common = {
    tenantId,
    createdBy,
    attributeFields: asked.map(({ id }) => ({ id, isRequired: false })),
    choiceTagIds: offers.map(([name]) => tag(name)),
  };
  await tx.insert(signupForms).values([
    {
      ...common,
      name: "ホームページ",
      title: "サンプル商店 メールマガジン",
      introduction:
        "新商品のご案内や、お店からのお知らせをお届けします。\nご登録は無料で、いつでも停止できます。",
      hiddenTagIds: [tag("見込み客")],
      consentWording:
        "株式会社サンプル商店から、商品やサービスのご案内などの広告・宣伝メールを受け取ることに同意します。",
      completionMessage:
        "ご登録ありがとうございます。\n次回のメールマガジンから、お届けいたします。",
      submittedCount: 128,
      confirmedCount: 103,
    },
    {
      ...common,
      name: "English website",
      title: "Sample Store newsletter",
      introduction: "News about products and from our shop. Free, and you can leave at any time.",
      hiddenTagIds: [tag("見込み客")],
      consentWording:
        "I agree to get advertising mail about products and services from Sample Store.",
      locale: "en",
      submittedCount: 14,
      confirmedCount: 11,
    },
  ]);
}
