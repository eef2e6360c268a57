import { randomUUID } from "node:crypto";
import { pick, randomFrom } from "./random";

const familyNames = [
  "佐藤 sato",
  "鈴木 suzuki",
  "高橋 takahashi",
  "田中 tanaka",
  "伊藤 ito",
  "渡辺 watanabe",
  "山本 yamamoto",
  "中村 nakamura",
  "小林 kobayashi",
  "加藤 kato",
  "吉田 yoshida",
  "山田 yamada",
  "佐々木 sasaki",
  "山口 yamaguchi",
  "松本 matsumoto",
  "井上 inoue",
  "木村 kimura",
  "林 hayashi",
  "斎藤 saito",
  "清水 shimizu",
  "山﨑 yamazaki",
  "髙田 takada",
];
const givenNames = [
  "翔太 shota",
  "健一 kenichi",
  "美咲 misaki",
  "陽子 yoko",
  "大輔 daisuke",
  "由美 yumi",
  "直樹 naoki",
  "愛 ai",
  "拓也 takuya",
  "恵 megumi",
  "誠 makoto",
  "さくら sakura",
  "亮 ryo",
  "真由美 mayumi",
  "和也 kazuya",
  "彩 aya",
];
const companies = [
  "株式会社青葉製作所",
  "みなと商事㈱",
  "有限会社山の手印刷",
  "合同会社ひかり設計",
  "株式会社三和フーズ",
  "北斗運輸株式会社",
  "さくら法律事務所",
  "株式会社つばさ観光",
  "株式会社東海システム",
  "海風デザイン",
];
const prefectures = [
  "東京都",
  "神奈川県",
  "大阪府",
  "愛知県",
  "福岡県",
  "北海道",
  "京都府",
  "兵庫県",
];
const domains = ["example.jp", "example.co.jp", "mail.example.com", "example.ne.jp"];

export const demoTags = [
  { name: "お客様", color: "blue", share: 0.45 },
  { name: "見込み客", color: "amber", share: 0.4 },
  { name: "展示会2026", color: "violet", share: 0.25 },
  { name: "セミナー参加", color: "green", share: 0.2 },
  { name: "メールマガジン", color: "teal", share: 0.7 },
  { name: "休眠", color: "gray", share: 0.1 },
] as const;

export type DemoPerson = {
  id: string;
  email: string;
  name: string;
  attributes: Record<string, string | number>;
  tagIndexes: number[];
  createdAt: Date;
};

/** Believable people of Japanese companies; every address is in a domain reserved for examples (RFC 2606). */
export function demoPeople(count: number): DemoPerson[] {
  const random = randomFrom(20_261_123);
  return Array.from({ length: count }, (_, index) => demoPerson(random, index));
}

function demoPerson(random: () => number, index: number): DemoPerson {
  const [family = "", familyRoman = ""] = pick(random, familyNames).split(" ");
  const [given = "", givenRoman = ""] = pick(random, givenNames).split(" ");
  return {
    id: randomUUID(),
    email: `${givenRoman}.${familyRoman}${index + 1}@${pick(random, domains)}`,
    name: `${family} ${given}`,
    attributes: {
      姓: family,
      名: given,
      会社名: pick(random, companies),
      都道府県: pick(random, prefectures),
      購入回数: Math.floor(random() * 12),
    },
    tagIndexes: demoTags.flatMap(({ share }, tag) => (random() < share ? [tag] : [])),
    createdAt: new Date(Date.now() - (index + random()) * 6 * 3_600_000),
  };
}
