import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PublicFrame } from "@/components/frame/public-frame";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";

/** Narrow for forms; a page with `data-page-width` inside gets the room it names. */
export default async function PublicLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("landing");
  return (
    <PublicFrame
      width="full"
      headerActions={
        <LinkButton href={paths.signIn} variant="ghost">
          {t("signIn")}
        </LinkButton>
      }
    >
      <div className="mx-auto w-full max-w-md has-data-[page-width=text]:max-w-3xl has-data-[page-width=wide]:max-w-6xl">
        {children}
      </div>
    </PublicFrame>
  );
}
