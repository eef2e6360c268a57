import { ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AppealForm } from "@/components/brakes/appeal-form";
import { AppealList, BrakeFacts } from "@/components/brakes/brake-facts";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { type Brake, listBrakes } from "@/lib/brakes/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("brakes");
  return { title: t("title") };
}

export default async function SendingBrakePage() {
  const ctx = await requireTenant();
  await allow(ctx, "notices:read");
  const [brakes, t] = await Promise.all([listBrakes(ctx), getTranslations("brakes")]);
  const current = brakes.find(({ releasedAt }) => releasedAt === null);
  const earlier = brakes.filter(({ releasedAt }) => releasedAt !== null);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex max-w-3xl flex-col gap-5">
        {current ? (
          <>
            <Card>
              <BrakeFacts brake={current} />
            </Card>
            <Card title={t("appeals")}>
              <div className="flex flex-col gap-5">
                <AppealList appeals={current.appeals} />
                {can(ctx, "contract:end") ? (
                  <AppealForm id={current.id} />
                ) : (
                  <p className="text-muted">{t("mastersOnly")}</p>
                )}
              </div>
            </Card>
          </>
        ) : (
          <Card>
            <EmptyState
              icon={<ShieldCheck />}
              title={t("none")}
              description={earlier.length === 0 ? t("noneText") : undefined}
            />
          </Card>
        )}
        {earlier.map((brake) => (
          <Earlier key={brake.id} brake={brake} title={t("history")} />
        ))}
      </div>
    </>
  );
}

function Earlier({ brake, title }: { brake: Brake; title: string }) {
  return (
    <Card title={title}>
      <div className="flex flex-col gap-4">
        <BrakeFacts brake={brake} />
        {brake.appeals.length > 0 && <AppealList appeals={brake.appeals} />}
      </div>
    </Card>
  );
}
