import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DrillTable } from "@/components/backups/drill-table";
import { GenerationTable } from "@/components/backups/generation-table";
import { RequestBackup } from "@/components/backups/request-backup";
import { EndingTable } from "@/components/endings/ending-table";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOperator } from "@/lib/auth/require";
import { getBackupOverview } from "@/lib/backups/queries";
import { listEndings } from "@/lib/endings/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorBackups");
  return { title: t("title") };
}

export default async function OperatorBackupsPage() {
  const operator = await requireOperator();
  const [{ generations, drills, requests, age }, endings, t] = await Promise.all([
    getBackupOverview(operator),
    listEndings(operator),
    getTranslations("operatorBackups"),
  ]);
  const hours = Math.floor(age.hours ?? 0);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <RequestBackup kind="drill" />
            <RequestBackup kind="backup" />
          </>
        }
      />
      <div className="flex flex-col gap-5">
        <Alert tone={age.isAlarm ? "danger" : "success"}>
          {age.hours === null ? t("none") : t(age.isAlarm ? "tooOld" : "fresh", { hours })}
        </Alert>
        {requests.length > 0 && <Alert>{t("waiting")}</Alert>}
        <Card title={t("generations")} isFlush>
          <GenerationTable generations={generations} />
        </Card>
        <Card title={t("drills")} isFlush>
          <DrillTable drills={drills} />
        </Card>
        <Card title={t("endings")} isFlush>
          <EndingTable endings={endings} />
        </Card>
      </div>
    </>
  );
}
