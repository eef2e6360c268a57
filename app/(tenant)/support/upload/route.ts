import { tenantRoute } from "@/lib/auth/route";
import { AppError } from "@/lib/errors";
import { uploadSupportFile } from "@/lib/support-files/mutations";

export const dynamic = "force-dynamic";

export const POST = tenantRoute(
  async (ctx, request) => {
    // Another site cannot send this type without asking first, and nobody answers it.
    if (request.headers.get("content-type") !== "application/octet-stream" || !request.body) {
      throw new AppError("invalid", "support.refusals.kind");
    }
    const name = request.nextUrl.searchParams.get("name") ?? "";
    const file = await uploadSupportFile(ctx, { name, bytes: readBody(request.body) });
    return Response.json(file, { status: 201 });
  },
  { permission: "support:use" },
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
