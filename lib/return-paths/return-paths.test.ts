import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readReturnPath, returnPath } from "./rules";

const localOf = (address: string) => address.slice(0, address.lastIndexOf("@"));

it("W14: a return path names its recipient within 64 characters, in any spelling of letters", () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.uuid(),
      fc.integer({ min: 1, max: 0xffffffff }),
      (deliveryId, addressId, batchNo) => {
        const local = localOf(returnPath({ deliveryId, batchNo, addressId }, "in.example.jp"));
        expect(local).toMatch(/^b-[0-9a-z]+$/);
        expect(local.length).toBeLessThanOrEqual(64);
        const addressStart = addressId.replaceAll("-", "").slice(0, 12);
        expect(readReturnPath(local)).toEqual({ deliveryId, batchNo, addressStart });
        expect(readReturnPath(local.toUpperCase())).toEqual(readReturnPath(local));
      },
    ),
  );
});

it("W18: a return path that was altered, cut or made elsewhere names nobody", () => {
  const local = localOf(
    returnPath({ deliveryId: randomUUID(), batchNo: 7, addressId: randomUUID() }, "in.example.jp"),
  );
  for (let at = 2; at < local.length; at++) {
    const other = local[at] === "a" ? "b" : "a";
    expect(readReturnPath(`${local.slice(0, at)}${other}${local.slice(at + 1)}`)).toBeNull();
  }
  for (const wrong of [local.slice(2), local.slice(0, -1), `${local}0`, "b-", "b-!", "", "b-0"])
    expect(readReturnPath(wrong)).toBeNull();
  fc.assert(fc.property(fc.string(), (text) => readReturnPath(`b-${text}`) === null));
});
