import { expect, it } from "vitest";
import { estimateStrength } from "./password-strength";

it.each([
  ["", 0],
  ["aaaaaaaaaaaaaaaaaaaaaaaa", 0],
  ["12345678901234567890", 0],
  ["kumo7ame", 1],
  ["tegami-wo-okuru", 3],
  ["asa no hikari, mado no soto", 4],
])("estimates %s", (password, strength) => {
  expect(estimateStrength(password)).toBe(strength);
});
