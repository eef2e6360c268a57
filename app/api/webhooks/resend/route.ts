import { webhookRoute } from "@/lib/auth/route";
import { receiveProviderEvent } from "@/lib/sending/webhook";

export const POST = webhookRoute((request, body) => receiveProviderEvent(request.headers, body));
