import type { Audience } from "../schema/deliveries";

export const demoTenantId = "0192d000-0000-7000-8000-00000000ec01";
export const demoEmail = "demo@ecai.example";
export const demoOperatorEmail = "operator@ecai.example";

export const demoUsers = [
  { email: "hanako.sato@ecai.example", name: "佐藤 花子", role: "manager", state: "active" },
  { email: "ichiro.tanaka@ecai.example", name: "田中 一郎", role: "sender", state: "active" },
  { email: "mei.suzuki@ecai.example", name: "鈴木 芽依", role: "author", state: "active" },
  { email: "ken.yamada@ecai.example", name: "山田 健", role: "viewer", state: "deactivated" },
] as const;

export const demoAttributes = [
  { key: "姓", type: "text" },
  { key: "名", type: "text" },
  { key: "会社名", type: "text" },
  { key: "都道府県", type: "text" },
  { key: "購入回数", type: "number" },
] as const;

const greeting =
  "{{会社名|}}\n{{姓|お客様}} 様\n\nいつもお世話になっております。株式会社サンプル商店です。\n\n";
const page = (heading: string, paragraphs: string[]) =>
  `<!doctype html>\n<html lang="ja">\n<body style="font-family:sans-serif;line-height:1.8;color:#222">\n<p>{{会社名|}}<br>{{姓|お客様}} 様</p>\n<h1 style="font-size:20px">${heading}</h1>\n${paragraphs.map((text) => `<p>${text}</p>`).join("\n")}\n<p><a href="https://www.example.jp/">詳しくはこちら</a></p>\n</body>\n</html>`;

type DemoDelivery = {
  name: string;
  subject: string;
  heading: string;
  paragraphs: string[];
  daysAgo: number;
  tag: string | null;
};

export const demoDeliveries: DemoDelivery[] = [
  {
    name: "11月のお知らせ",
    subject: "【サンプル商店】11月のお知らせと年末年始の営業日",
    heading: "年末年始の営業日のご案内",
    paragraphs: [
      "本年も格別のお引き立てを賜り、誠にありがとうございます。",
      "年末年始は12月29日から1月4日までお休みをいただきます。",
    ],
    daysAgo: 4,
    tag: "メールマガジン",
  },
  {
    name: "展示会のお礼",
    subject: "{{姓|お客様}}様、展示会へのご来場ありがとうございました",
    heading: "展示会へのご来場のお礼",
    paragraphs: [
      "先日は弊社ブースにお立ち寄りいただき、誠にありがとうございました。",
      "当日の資料を下記よりご覧いただけます。",
    ],
    daysAgo: 12,
    tag: "展示会2026",
  },
  {
    name: "オンラインセミナーのご案内",
    subject: "12月開催 オンラインセミナーのご案内",
    heading: "はじめての業務改善セミナー",
    paragraphs: [
      "12月10日 (木) 14時よりオンラインセミナーを開催します。",
      "参加は無料です。お気軽にお申し込みください。",
    ],
    daysAgo: 20,
    tag: "見込み客",
  },
  {
    name: "10月のお知らせ",
    subject: "【サンプル商店】10月の新商品をご紹介します",
    heading: "秋の新商品のご紹介",
    paragraphs: ["秋の新商品3点をご用意しました。", "会員の皆さまには先行してご案内いたします。"],
    daysAgo: 36,
    tag: "メールマガジン",
  },
  {
    name: "価格改定のお知らせ",
    subject: "一部商品の価格改定について",
    heading: "価格改定のお知らせ",
    paragraphs: [
      "原材料費の高騰により、11月1日より一部商品の価格を改定いたします。",
      "何とぞご理解を賜りますようお願い申し上げます。",
    ],
    daysAgo: 48,
    tag: "お客様",
  },
  {
    name: "秋の感謝祭",
    subject: "秋の感謝祭を開催します",
    heading: "秋の感謝祭",
    paragraphs: ["日頃のご愛顧に感謝し、感謝祭を開催いたします。"],
    daysAgo: 62,
    tag: null,
  },
];

export const demoDraft: DemoDelivery = {
  name: "12月のお知らせ (下書き)",
  subject: "【サンプル商店】12月のお知らせ",
  heading: "12月のお知らせ",
  paragraphs: ["本年最後のお知らせをお送りします。"],
  daysAgo: 0,
  tag: "メールマガジン",
};

export const demoBody = (delivery: DemoDelivery) => ({
  html: page(delivery.heading, delivery.paragraphs),
  text: `${greeting}■ ${delivery.heading}\n\n${delivery.paragraphs.join("\n")}\n\nhttps://www.example.jp/\n`,
});

export const demoAudience = (tagId: string | undefined): Audience =>
  tagId ? { kind: "tags", match: "any", tagIds: [tagId] } : { kind: "everyone" };

const day = 24 * 3_600_000;

export const demoNotices = () => [
  {
    kind: "maintenance" as const,
    titleJa: "定期メンテナンスのお知らせ",
    titleEn: "Scheduled maintenance",
    bodyJa:
      "下記の日時に定期メンテナンスを行います。\n作業中も配信は継続しますが、管理画面に5分ほどつながりにくくなることがあります。",
    bodyEn:
      "We will carry out scheduled maintenance at the time shown.\nDeliveries continue; the console may be hard to reach for about five minutes.",
    effectiveAt: new Date(Date.now() + 9 * day),
  },
  {
    kind: "change" as const,
    titleJa: "配信履歴の画面に円グラフを追加します",
    titleEn: "A chart comes to the delivery history",
    bodyJa:
      "配信の結果をひと目で確認できるよう、履歴の画面に結果の内訳を表すグラフを追加します。操作の変更はありません。",
    bodyEn:
      "The history shows the outcome of a delivery as a chart. Nothing changes in how you work.",
    effectiveAt: new Date(Date.now() + 15 * day),
  },
  {
    kind: "information" as const,
    titleJa: "ECAI へようこそ",
    titleEn: "Welcome to ECAI",
    bodyJa: "サービスの変更やメンテナンスは、適用の前にこちらでお知らせします。",
    bodyEn: "We announce changes and maintenance here before they take effect.",
    effectiveAt: null,
  },
];
