import type { ReactNode } from "react";
import { PublicFrame } from "@/components/frame/public-frame";

export default function SignUpLayout({ children }: { children: ReactNode }) {
  return <PublicFrame width="md">{children}</PublicFrame>;
}
