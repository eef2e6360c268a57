import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { controlDb, discardDatabase, pool } from "./client";
import { isLostSocket } from "./lost-sockets";

it("W25: after a socket was lost under the driver, all connections are new ones and the next query is answered", async () => {
  const before = pool();
  await before`select 1`;
  discardDatabase();
  const [row] = await controlDb().execute(sql`select 1 as one`);
  expect(row?.one).toBe(1);
  expect(pool()).not.toBe(before);
  await expect(before`select 1`).rejects.toThrow();
});

it("tells the driver's error from any other", () => {
  const lost = new TypeError("Cannot read properties of null (reading 'write')");
  lost.stack = `${lost.message}\n    at Immediate.nextWrite (file:///x/node_modules/postgres/src/connection.js:255:22)`;
  expect(isLostSocket(lost)).toBe(true);
  expect(isLostSocket(new TypeError(lost.message))).toBe(false);
});
