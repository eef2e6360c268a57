import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { mainId, SkipLink } from "@/components/frame/skip-link";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";

/** A page in a customer's name: nothing of ours but a line at its foot. */
export function FormFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("signupRequests");
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <main
        id={mainId}
        tabIndex={-1}
        className="mx-auto w-full max-w-lg flex-1 px-4 py-8 outline-none sm:px-6 sm:py-12"
      >
        {children}
      </main>
      <footer className="flex flex-wrap justify-center gap-x-5 gap-y-1 px-4 py-5 text-muted text-xs">
        <span>{t("poweredBy")}</span>
        <TextLink href={paths.privacy}>{t("servicePrivacy")}</TextLink>
      </footer>
    </div>
  );
}

/** The same inside a page of the customer's own. */
export function EmbedFrame({ children }: { children: ReactNode }) {
  return (
    <main id={mainId} tabIndex={-1} className="min-h-dvh bg-surface outline-none">
      <div className="mx-auto max-w-2xl">{children}</div>
    </main>
  );
}
