import { handlers } from "@/lib/auth/next-auth";
import { publicRoute } from "@/lib/auth/route";

type Params = { nextauth: string[] };

export const GET = publicRoute<Params>((request) => handlers.GET(request), {
  surface: null,
});
export const POST = publicRoute<Params>((request) => handlers.POST(request), {
  surface: null,
});
