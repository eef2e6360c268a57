import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadMessages } from "./messages";
import { fieldErrorsOf, zodErrorMap } from "./zod-errors";

const schema = z.object({
  name: z.string().min(1).max(3),
  email: z.email(),
  age: z.int().min(18),
  color: z.enum(["red", "blue"]),
  rules: z.array(z.object({ tag: z.string() })).min(1),
  agree: z.boolean().refine((value) => value, "mustAgree"),
});

async function errorsIn(locale: "ja" | "en", input: unknown) {
  const t = createTranslator({ locale, messages: await loadMessages(locale) });
  const result = schema.safeParse(input, { error: zodErrorMap(t) });
  return result.success ? {} : fieldErrorsOf(result.error, t);
}

describe("validation texts", () => {
  it("names what is missing", async () => {
    const errors = await errorsIn("ja", { name: "" });
    expect(errors.name).toEqual(["入力してください。"]);
    expect(errors.email).toEqual(["入力してください。"]);
    expect(errors.color).toEqual(["選択してください。"]);
  });

  it("carries limits into the text", async () => {
    const input = { name: "abcd", email: "a@", age: 3, color: "x", rules: [], agree: false };
    expect(await errorsIn("en", input)).toEqual({
      name: ["Enter at most 3 characters."],
      email: ["Enter a valid email address."],
      age: ["Enter 18 or more."],
      color: ["Choose one of the options."],
      rules: ["Choose at least 1 item."],
      agree: ["You need to agree to continue."],
    });
  });

  it("names nested fields by their path", async () => {
    const input = {
      name: "a",
      email: "a@example.com",
      age: 1.5,
      color: "red",
      rules: [{ tag: 1 }],
      agree: true,
    };
    expect(await errorsIn("ja", input)).toEqual({
      age: ["整数を入力してください。"],
      "rules.0.tag": ["入力の形式が正しくありません。"],
    });
  });
});
