import { describe, expect, it } from "vitest";
import { isPredictable, passwordSchema } from "./password-rules";

const messageFor = (password: string) =>
  passwordSchema.safeParse(password).error?.issues[0]?.message;

describe("passwords", () => {
  it.each([
    "grape-lantern-tuba-31",
    "brave otter sails west",
    "たぬきが月夜に傘をさしていた朝",
    "青い電車と三毛猫のしっぽと七輪",
    "x7#Kq!vR2$mZp9&Lw",
  ])("W35: %s is taken, without rules of composition", (password) => {
    expect(passwordSchema.safeParse(password).success).toBe(true);
  });

  it.each([
    "password123456789",
    "Passw0rd!Passw0rd!",
    "correct horse battery staple",
    "Correct-Horse-Battery-Staple!",
    "qwertyuiop12345",
    "poiuytrewq09876",
    "1qaz2wsx3edc4rfv",
    "123456789012345",
    "abcdefghijklmnopqrs",
    "aaaaaaaaaaaaaaaa",
    "abcabcabcabcabcabc",
    "EcaiEcaiEcaiEcai1",
    "Welcome to ECAI 2026",
    "Tokyo2024Password",
    "あいうえおかきくけこさしすせそ",
    "ﾊﾟｽﾜｰﾄﾞﾊﾟｽﾜｰﾄﾞﾊﾟｽﾜｰﾄﾞ",
    "よろしくお願いいたします。。。。",
  ])("W35: %s is refused as easy to guess", (password) => {
    expect(messageFor(password)).toBe("passwordTooCommon");
  });

  it("W35: takes 15 to 128 characters, counted after normalisation", () => {
    expect(messageFor("plum-otter-714")).toBe("passwordTooShort");
    expect(passwordSchema.safeParse("plum-otter-7142").success).toBe(true);
    expect(messageFor("ﾊﾞﾃﾞｶﾞｻﾞﾀﾞﾎﾞｷﾞ")).toBe("passwordTooShort");
    const long = Array.from({ length: 129 }, (_, index) =>
      String.fromCodePoint(0x4e00 + index * 7),
    ).join("");
    expect(passwordSchema.safeParse(long.slice(0, 128)).success).toBe(true);
    expect(passwordSchema.safeParse(long).success).toBe(false);
  });

  it("stores full-width and half-width typing as the same password", () => {
    expect(passwordSchema.parse("ｐｌｕｍ-ｏｔｔｅｒ-7142x")).toBe("plum-otter-7142x");
  });

  it("knows the words of its owner", () => {
    expect(isPredictable("yamakawa-hoshino-88")).toBe(false);
    expect(isPredictable("yamakawa-hoshino-88", ["yamakawa.hoshino@example.jp"])).toBe(true);
  });
});
