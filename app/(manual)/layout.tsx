import type { ReactNode } from "react";
import { findTenantContext } from "@/lib/auth/require";
import PublicLayout from "../(public)/layout";
import TenantLayout from "../(tenant)/layout";

/** The manual is open to everybody; who is signed in reads it inside the console. */
export default async function ManualLayout({ children }: { children: ReactNode }) {
  const ctx = await findTenantContext();
  const Frame = ctx && !ctx.mustAcceptTerms ? TenantLayout : PublicLayout;
  return <Frame>{children}</Frame>;
}
