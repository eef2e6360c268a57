import { webhookRoute } from "@/lib/auth/route";
import { receivePaymentEvent } from "@/lib/checkouts/mutations";
import { AppError } from "@/lib/errors";

export const POST = webhookRoute(async (request, body) => {
  try {
    await receivePaymentEvent(body, request.headers.get("stripe-signature") ?? "");
    return Response.json({ received: true });
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") {
      return Response.json({ received: false }, { status: 400 });
    }
    throw error;
  }
});
