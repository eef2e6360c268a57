export type Kind = "plain" | "tagged";

const chunkBytes = 1024 * 1024;
export const tagNames = ["お客様", "展示会"];

export const fieldsOf = (at: number): [email: string, name: string, place: string] => {
  const number = String(at).padStart(7, "0");
  return [`user${number}@example.jp`, `山田 太郎 ${number}`, `東京都${at % 1000}`];
};

/** The file a megabyte at a time, so that the measurement holds none of it. */
export function* fileOf(rows: number, kind: Kind): Generator<Buffer> {
  const [header, tags] = kind === "tagged" ? [",タグ", `,${tagNames.join(";")}`] : ["", ""];
  let text = `メールアドレス,名前,住所${header}\r\n`;
  for (let at = 0; at < rows; at += 1) {
    text += `${fieldsOf(at).join(",")}${tags}\r\n`;
    if (text.length < chunkBytes / 2) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

export const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};
