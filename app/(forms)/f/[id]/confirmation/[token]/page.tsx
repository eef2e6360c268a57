import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ConfirmationCard } from "@/components/signup-requests/confirmation-card";
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
  if (!found) notFound();
  return (
    <FormFrame>
      <ConfirmationCard token={token} {...found} />
    </FormFrame>
  );
}
