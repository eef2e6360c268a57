import { webhookRoute } from "@/lib/auth/route";
import { receiveMail } from "@/lib/inbound-mails/mutations";

export const POST = webhookRoute((request, body) => receiveMail(request.headers, body));
