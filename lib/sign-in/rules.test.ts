import { describe, expect, it } from "vitest";
import { localPath } from "./rules";

describe("where sign-in goes on to", () => {
  it.each(["/dashboard", "/deliveries?state=draft", "/users/1#permissions"])(
    "%s is taken",
    (path) => {
      expect(localPath(path)).toBe(path);
    },
  );

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/..//evil.example",
    "javascript:alert(1)",
    "dashboard",
    "",
    "/sign-in",
    "/sign-in?next=/sign-in",
    undefined,
  ])("W35: %s leads nowhere", (path) => {
    expect(localPath(path)).toBeNull();
  });
});
