import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";

/** What does not keep a delivery from going, and should be known before; nothing where all is well. */
export function GateWarnings({ warnings }: { warnings: readonly string[] }) {
  const t = useTranslations("gate");
  if (warnings.length === 0) return null;
  return (
    <Alert tone="warning" title={t("warnings")}>
      <ul className="list-disc pl-4 text-xs">
        {warnings.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Alert>
  );
}
