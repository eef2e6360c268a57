import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmbedFrame } from "@/components/signup-requests/form-frame";
import { MissingForm, SignupPage } from "@/components/signup-requests/signup-page";
import { findPublicForm } from "@/lib/signup-requests/queries";
import { issueStarted } from "@/lib/signup-requests/rules";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signupRequests");
  return { title: t("metaTitle"), robots: { index: false } };
}

/** The form for a frame in the customer's own page; lib/security-headers.ts lets this address alone be framed. */
export default async function EmbeddedFormPage({ params }: Props) {
  const page = await findPublicForm((await params).id);
  return (
    <EmbedFrame>
      {page ? <SignupPage page={page} started={issueStarted(page.form)} /> : <MissingForm />}
    </EmbedFrame>
  );
}
