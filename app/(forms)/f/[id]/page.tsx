import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FormFrame } from "@/components/signup-requests/form-frame";
import { MissingForm, SignupPage } from "@/components/signup-requests/signup-page";
import { findPublicForm } from "@/lib/signup-requests/queries";
import { issueStarted } from "@/lib/signup-requests/rules";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signupRequests");
  return { title: t("metaTitle"), robots: { index: false } };
}

export default async function FormPage({ params }: Props) {
  const page = await findPublicForm((await params).id);
  return (
    <FormFrame>
      {page ? <SignupPage page={page} started={issueStarted(page.form)} /> : <MissingForm />}
    </FormFrame>
  );
}
