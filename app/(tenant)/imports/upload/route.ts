import { tenantRoute } from "@/lib/auth/route";
import { AppError } from "@/lib/errors";
import { uploadImportFile } from "@/lib/import-uploads/mutations";
import { readBody } from "@/lib/request-body";

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
