"use client";

import { useTranslations } from "next-intl";
import { SignOutForm } from "@/components/frame/sign-out-form";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { paths } from "@/lib/paths";
import { acceptTermsAction } from "@/lib/sign-in/actions";
import { termsAgreementSchema } from "@/lib/sign-in/schema";
import { goTo } from "./go-to";

type ChangedDocument = { name: "terms" | "privacy"; version: string; changes: string };

export function TermsForm({ next, documents }: { next: string; documents: ChangedDocument[] }) {
  const t = useTranslations("signIn.terms");
  const form = useActionForm({
    schema: termsAgreementSchema,
    action: acceptTermsAction,
    defaultValues: { agree: false },
    onSuccess: () => goTo(next),
  });
  return (
    <>
      <ActionForm form={form}>
        <ul className="flex flex-col gap-3">
          {documents.map(({ name, version, changes }) => (
            <li key={name}>
              <TextLink href={paths.documentVersion(name, version)} isExternal>
                {t("read", { name: t(`documents.${name}`), version })}
              </TextLink>
              <p className="text-muted">{changes}</p>
            </li>
          ))}
        </ul>
        <Checkbox label={t("agree")} isRequired {...form.checkbox("agree")} />
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </ActionForm>
      <SignOutForm href={paths.signOut} className="mt-3 flex flex-col">
        <Button type="submit" variant="ghost">
          {t("signOut")}
        </Button>
      </SignOutForm>
    </>
  );
}
