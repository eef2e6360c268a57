import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ChangePasswordForm } from "@/components/account/change-password-form";
import { PublicCard } from "@/components/frame/public-card";
import { PublicFrame } from "@/components/frame/public-frame";
import { SignOutForm } from "@/components/frame/sign-out-form";
import { Button } from "@/components/ui/button";
import { isDrawnByAction } from "@/lib/auth/request-info";
import { findOperatorContext } from "@/lib/auth/require";
import { changeOperatorPasswordAction } from "@/lib/operator-account/actions";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorAccount.first");
  return { title: t("title") };
}

/** Where an operator is led whose password was made for them. */
export default async function OperatorOwnPasswordPage() {
  const ctx = (await findOperatorContext()) ?? redirect(paths.operatorSignIn);
  // Drawn again by its own form's action, the page leaves it to the form to go on.
  const isActing = await isDrawnByAction();
  if (!isActing && !ctx.mustChoosePassword) redirect(paths.operatorHome);
  const t = await getTranslations("operatorAccount.first");
  return (
    <PublicFrame width="sm" homeHref={paths.operatorHome} footerLinks={[]}>
      <PublicCard title={t("title")} description={t("description")}>
        <ChangePasswordForm
          email={ctx.operator.email}
          action={changeOperatorPasswordAction}
          nextHref={paths.operatorHome}
        />
        <SignOutForm href={paths.operatorSignOut} className="mt-3 flex flex-col">
          <Button type="submit" variant="ghost">
            {t("signOut")}
          </Button>
        </SignOutForm>
      </PublicCard>
    </PublicFrame>
  );
}
