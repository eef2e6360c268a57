import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmationCard, EndedCard } from "@/components/signup-requests/confirmation-card";
import { FormFrame } from "@/components/signup-requests/form-frame";
import { findConfirmation } from "@/lib/signup-confirmations/queries";

type Props = { params: Promise<{ id: string; token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signupRequests");
  return {
    title: t("confirmTitle"),
    robots: { index: false, follow: false },
    referrer: "no-referrer",
  };
}

/** Opening the page changes nothing: mail scanners open every link. */
export default async function ConfirmationPage({ params }: Props) {
  const { id, token } = await params;
  const found = await findConfirmation(id, token);
  return (
    <FormFrame>
      {found ? <ConfirmationCard token={token} {...found} /> : <EndedCard formId={null} />}
    </FormFrame>
  );
}
