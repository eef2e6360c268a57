"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { RadioGroup } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast-queue";
import { useAction } from "@/components/ui/use-action";
import { lostCharacterModes } from "@/db/values";
import { rereadImportAction } from "@/lib/imports/actions";
import type { ImportDetails } from "@/lib/imports/queries";
import { readImportSchema } from "@/lib/imports/schema";

type LostCharactersProps = Pick<
  ImportDetails,
  "id" | "encoding" | "delimiter" | "lostCharacters" | "losses"
>;

/** Characters of the file that cannot be read, and what becomes of those that a company made for itself. */
export function LostCharacters({ losses, ...file }: LostCharactersProps) {
  const t = useTranslations("imports");
  const lost = losses[file.encoding];
  if (!lost || lost.count === 0) return null;
  const { count, replaceable = 0, samples } = lost;
  return (
    <Alert tone="warning" title={t("lossesTitle")}>
      <p>{t("lossesDescription", { encoding: t(`encodings.${file.encoding}`), count })}</p>
      <ul className="mt-1 list-disc pl-5">
        {samples.map(({ line, text }) => (
          <li key={line}>{t("lossesLine", { line: String(line), text })}</li>
        ))}
      </ul>
      {replaceable > 0 && <Choice {...file} count={replaceable} />}
    </Alert>
  );
}

type ChoiceProps = Omit<LostCharactersProps, "losses"> & { count: number };

function Choice({ id, encoding, delimiter, lostCharacters, count }: ChoiceProps) {
  const t = useTranslations("imports");
  const router = useRouter();
  const action = useAction(rereadImportAction, () => {
    toast({ tone: "success", title: t("lostCharactersRead") });
    router.refresh();
  });
  const choose = (choice: string) =>
    action.run(
      readImportSchema.parse({ importId: id, encoding, delimiter, lostCharacters: choice }),
    );
  return (
    <div className="mt-3">
      <RadioGroup
        key={lostCharacters}
        label={t("lostCharacters", { count })}
        options={lostCharacterModes.map((value) => ({
          value,
          label: t(`lostCharacterModes.${value}`),
          description: t(`lostCharacterModes.${value}Description`),
        }))}
        defaultValue={lostCharacters}
        onChange={choose}
        isDisabled={action.isPending}
        errorMessage={action.message ?? undefined}
      />
    </div>
  );
}
