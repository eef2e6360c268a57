import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences, dumpSections, Ledger, rowMeter } from "./rules";

const tenantA = "0b2f4a50-0000-4000-8000-00000000000a";
const tenantB = "0b2f4a50-0000-4000-8000-00000000000b";

async function measure(chunks: Buffer[], keep?: (tenantId: string) => boolean) {
  const ledger = new Ledger();
  const out = await buffer(Readable.from(chunks).pipe(rowMeter(ledger, 1, keep)));
  return { ledger, out };
}

const row = fc
  .tuple(fc.stringMatching(/^[a-z\\n]{0,20}$/), fc.constantFrom(tenantA, tenantB, "\\N"))
  .map(([text, tenant]) => `${text}\t${tenant}\tend\n`);

describe("counts and hashes of rows", () => {
  it("do not depend on the order of the rows or on how they are cut, and do on every byte", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        async (rows, at) => {
          const text = Buffer.from(rows.join(""));
          const cut = at % text.length;
          const whole = await measure([text]);
          const parts = [text.subarray(0, cut), text.subarray(cut)];
          const other = await measure(parts);
          const reversed = await measure([Buffer.from([...rows].reverse().join(""))]);
          expect(whole.out).toEqual(text);
          expect(other.ledger.total()).toEqual(whole.ledger.total());
          expect(reversed.ledger.total()).toEqual(whole.ledger.total());
          expect(reversed.ledger.tenants()).toEqual(whole.ledger.tenants());
          const flipped = Buffer.from(text);
          const place = flipped.indexOf("end");
          flipped[place] = (flipped[place] ?? 0) ^ 1;
          expect((await measure([flipped])).ledger.total()).not.toEqual(whole.ledger.total());
        },
      ),
    );
  });

  it("are kept by tenant, and other tenants' rows can be left out", async () => {
    const rows = [`x\t${tenantA}\n`, `y\t${tenantB}\n`, `z\t${tenantA}\n`, "n\t\\N\n"];
    const all = await measure([Buffer.from(rows.join(""))]);
    expect(all.ledger.total().rows).toBe(4);
    expect(Object.keys(all.ledger.tenants())).toEqual(["", tenantA, tenantB]);
    const own = await measure([Buffer.from(rows.join(""))], (id) => id === tenantA);
    expect(own.out.toString()).toBe(`x\t${tenantA}\nz\t${tenantA}\n`);
    expect(own.ledger.tenants()[tenantA]).toEqual(all.ledger.tenants()[tenantA]);
    expect(differences({ a: { rows: 1, hash: "x" } }, { a: { rows: 2, hash: "y" } })).toEqual([
      "a: 2 rows, not 1",
    ]);
  });

  it("a row that is cut off is an error", async () => {
    await expect(measure([Buffer.from(`x\t${tenantA}\ny`)])).rejects.toThrow("cut off");
  });
});

describe("the output of pg_dump", () => {
  const dump = [
    "--\n-- PostgreSQL database dump\n--\n\nSET row_security = off;\n\n",
    'COPY public.tags (tenant_id, id, "name") FROM stdin;\n',
    "1\t2\tCOPY public.x (a) FROM stdin;\n3\t4\ta\\nb\n\\.\n\n\n",
    "COPY public.groups (tenant_id) FROM stdin;\n\\.\n",
    "SELECT pg_catalog.setval('a', 1);\n",
  ].join("");

  it("is read table by table, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        async (sizes) => {
          const chunks: Buffer[] = [];
          let start = 0;
          for (let at = 0; start < dump.length; at += 1) {
            const size = sizes[at % sizes.length] ?? 1;
            chunks.push(Buffer.from(dump.slice(start, start + size)));
            start += size;
          }
          const found: Record<string, string> = {};
          for await (const { schema, name, rows } of dumpSections(Readable.from(chunks)))
            found[`${schema}.${name}`] = (await buffer(rows)).toString();
          expect(found).toEqual({
            "public.tags": "1\t2\tCOPY public.x (a) FROM stdin;\n3\t4\ta\\nb\n",
            "public.groups": "",
          });
        },
      ),
    );
  });

  it("that ends within a table is an error", async () => {
    const cut = Readable.from([Buffer.from(dump.slice(0, dump.indexOf("\\.\n")))]);
    const read = async () => {
      for await (const { rows } of dumpSections(cut)) await buffer(rows);
    };
    await expect(read()).rejects.toThrow("ends within a table");
  });
});
