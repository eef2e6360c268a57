import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "./cursor";

describe("cursors", () => {
  it("come back as they were and are safe in a URL", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { maxLength: 4 }),
        (values) => {
          const text = encodeCursor(values);
          expect(text).toMatch(/^[\w-]+$/);
          expect(decodeCursor(text, values.length)).toEqual(values);
          expect(decodeCursor(text, values.length + 1)).toBeNull();
        },
      ),
    );
  });

  it("that are none of ours are null", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeCursor(text, 2)).toBeNull();
      }),
    );
    expect(decodeCursor(undefined, 2)).toBeNull();
    expect(decodeCursor(btoa("[1,2]"), 2)).toBeNull();
  });
});
