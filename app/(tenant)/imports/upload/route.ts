import { tenantRoute } from "@/lib/auth/route";
import { AppError } from "@/lib/errors";
import { uploadImportFile } from "@/lib/import-uploads/mutations";

export const dynamic = "force-dynamic";

export const POST = tenantRoute(
  async (ctx, request) => {
    // Another site cannot send this type without asking first, and nobody answers it.
    if (request.headers.get("content-type") !== "application/octet-stream" || !request.body) {
      throw new AppError("invalid", "imports.refusals.empty");
    }
    const length = request.headers.get("content-length");
    const imported = await uploadImportFile(ctx, {
      name: request.nextUrl.searchParams.get("name") ?? "",
      size: length === null ? null : Number(length),
      bytes: readBody(request.body),
    });
    return Response.json(imported, { status: 201 });
  },
  { permission: "addresses:import" },
);

async function* readBody(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
