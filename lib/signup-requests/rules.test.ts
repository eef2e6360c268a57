import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  confirmationHash,
  confirmationToken,
  fillLeastMs,
  fillMostMs,
  issueStarted,
  readEntered,
  startedProblem,
  valuesByKey,
} from "./rules";

describe("the time between opening a form and sending it", () => {
  const form = { id: randomUUID(), consentWording: "同意します" };
  const opened = Date.now();
  const started = issueStarted(form, opened);
  const problemAfter = (ms: number, shown = form, token = started) =>
    startedProblem(shown, token, opened + ms);

  it("W21: is long enough for a person and short enough for the words to be the same", () => {
    expect(problemAfter(0)).toBe("tooFast");
    expect(problemAfter(fillLeastMs - 1)).toBe("tooFast");
    expect(problemAfter(fillLeastMs)).toBeNull();
    expect(problemAfter(fillMostMs)).toBeNull();
    expect(problemAfter(fillMostMs + 1)).toBe("stale");
    expect(problemAfter(5000, { ...form, consentWording: "別の文言" })).toBe("stale");
  });

  it("W21: is believed for its own form only", () => {
    expect(problemAfter(5000, { ...form, id: randomUUID() })).toBe("forged");
    expect(problemAfter(5000, form, `${started}x`)).toBe("forged");
    expect(problemAfter(5000, form, "")).toBe("forged");
  });
});

it("makes the same link each time, and knows its own only", () => {
  const id = randomUUID();
  const token = confirmationToken(id);
  expect(token).toBe(confirmationToken(id));
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(confirmationHash(token)).not.toBe(confirmationHash(confirmationToken(randomUUID())));
  for (const other of ["", "x", `${token}x`, `A${token.slice(1)}`])
    expect(confirmationHash(other)).toBeNull();
});

describe("readEntered", () => {
  const [birthday, area, unasked, gone] = Array.from({ length: 4 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
  ];
  const definitions = [
    { id: birthday, key: "誕生日", type: "date" as const, choices: [] },
    { id: area, key: "地域", type: "choice" as const, choices: ["東京", "大阪"] },
    { id: unasked, key: "社内メモ", type: "text" as const, choices: [] },
  ];
  const form = {
    nameField: "required" as const,
    attributeFields: [
      { id: birthday, isRequired: false },
      { id: area, isRequired: true },
      { id: gone, isRequired: true },
    ],
  };

  it("takes what the form asks for and nothing else", () => {
    const attributes = { [birthday]: "2000/1/2", [area]: "大阪", [unasked]: "x", [gone]: "x" };
    const read = readEntered(form, definitions, { name: "高﨑", attributes });
    expect(read).toEqual({
      name: "高﨑",
      values: { [birthday]: "2000-01-02", [area]: "大阪" },
      fieldErrors: {},
    });
    expect(valuesByKey(read.values, definitions)).toEqual({ 誕生日: "2000-01-02", 地域: "大阪" });
    expect(
      readEntered({ ...form, nameField: "none" }, definitions, { name: "x", attributes }).name,
    ).toBe("");
  });

  it("says at each field what is missing or wrong", () => {
    expect(
      readEntered(form, definitions, { name: "", attributes: { [birthday]: "昨日" } }).fieldErrors,
    ).toEqual({
      name: ["validation.required"],
      [`attributes.${birthday}`]: ["attributes.problems.invalidDate"],
      [`attributes.${area}`]: ["validation.requiredChoice"],
    });
  });
});
