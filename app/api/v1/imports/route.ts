import { createApiImport } from "@/lib/api-imports/mutations";
import { apiRoute } from "@/lib/auth/api-route";
import { paths } from "@/lib/paths";
import { readBody } from "@/lib/request-body";

export const dynamic = "force-dynamic";

export const POST = apiRoute("addresses:write", async (ctx, { headers, nextUrl, body }) => {
  const length = headers.get("content-length");
  const { id, answer, isRepeat } = await createApiImport(ctx, {
    parameters: nextUrl.searchParams,
    contentType: headers.get("content-type"),
    size: length === null ? null : Number(length),
    idempotencyKey: headers.get("idempotency-key"),
    bytes: readBody(body),
  });
  const replayed: Record<string, string> = isRepeat ? { "idempotent-replayed": "true" } : {};
  return { status: 202, body: answer, headers: { location: paths.apiImport(id), ...replayed } };
});
