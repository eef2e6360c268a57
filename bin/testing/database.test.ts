import postgres from "postgres";
import { describe, expect, it } from "vitest";

describe("the database of a test worker", () => {
  it("is migrated and reached as the application's own role", async () => {
    const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1 });
    const [row] = await sql`
      select current_user as role, current_database() as name,
        (select count(*)::int from pg_tables where schemaname = 'public') as tables`;
    await sql.end();
    expect(row).toMatchObject({
      role: "ecai_app",
      name: `ecai_test_${process.env.VITEST_POOL_ID}`,
    });
    expect(row?.tables).toBeGreaterThan(5);
  });
});
