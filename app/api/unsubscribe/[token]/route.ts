import { NextResponse } from "next/server";
import { publicRoute } from "@/lib/auth/route";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";
import { unsubscribe } from "@/lib/unsubscribe/mutations";

/** RFC 8058: the mail program posts here itself, without cookies and without a person reading the answer. */
export const POST = publicRoute(
  async (_request, params, info) => {
    await unsubscribe(info, { token: params.token ?? "" });
    return NextResponse.json({ ok: true });
  },
  { isForPrograms: true },
);

/** Programs without one-click open the same address: the page asks first. */
export const GET = publicRoute(async (_request, params) =>
  NextResponse.redirect(absoluteUrl(paths.unsubscribe(params.token ?? "")), 303),
);
