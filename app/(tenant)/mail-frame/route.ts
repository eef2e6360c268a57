import { tenantRoute } from "@/lib/auth/route";
import { AppError } from "@/lib/errors";
import { frameDocument, mailFrameMaxLength } from "@/lib/previews/rules";

/**
 * Gives a mail back as a document of its own, under the policy that the proxy sets for this path: what is in it can
 * neither run nor reach anything, whoever made it be posted here.
 */
export const POST = tenantRoute(
  async (_ctx, request) => {
    const html = (await request.formData().catch(() => null))?.get("html");
    if (typeof html !== "string" || html.length > mailFrameMaxLength) throw new AppError("invalid");
    return new Response(frameDocument(html), {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    });
  },
  { permission: "deliveries:read" },
);
