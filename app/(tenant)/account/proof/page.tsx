import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FileProof } from "@/components/factors/file-proof";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireTenant } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listOwnMethods } from "@/lib/second-step/queries";
import { localPath } from "@/lib/sign-in/rules";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("factors.proof");
  return { title: t("title") };
}

export default async function ProofPage({ searchParams }: Search) {
  const ctx = await requireTenant();
  const { next } = await readPageQuery(searchParams);
  const [methods, t] = await Promise.all([listOwnMethods(ctx), getTranslations("factors.proof")]);
  return (
    <>
      <PageHeader title={t("fileTitle")} description={t("description")} />
      <Card className="max-w-md">
        <FileProof methods={methods} next={localPath(next) ?? paths.dashboard} />
      </Card>
    </>
  );
}
