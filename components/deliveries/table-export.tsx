import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";

type Props = {
  /** What the files hold. */
  name: string;
  hrefOf: (encoding: "utf-8-bom" | "cp932") => string;
};

/** A table as a file, in both encodings. */
export function TableExport({ name, hrefOf }: Props) {
  const t = useTranslations("deliveries");
  const labels = { "utf-8-bom": t("log.exportUtf8"), cp932: t("log.exportCp932") };
  return (["utf-8-bom", "cp932"] as const).map((encoding) => (
    <LinkButton
      key={encoding}
      href={hrefOf(encoding)}
      size="sm"
      variant="ghost"
      icon={<Download />}
      aria-label={`${name}: ${labels[encoding]}`}
      isFile
    >
      {labels[encoding]}
    </LinkButton>
  ));
}
