"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { get } from "react-hook-form";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import type { GroupCount, GroupPreview } from "@/lib/group-counts/queries";
import { createGroupAction, updateGroupAction } from "@/lib/groups/actions";
import type { GroupDelivery, GroupSummary } from "@/lib/groups/queries";
import { createGroupSchema, type Expression } from "@/lib/groups/schema";
import { validationText } from "@/lib/i18n/zod-errors";
import { paths } from "@/lib/paths";
import type { TagSummary } from "@/lib/tags/queries";
import { asSet, type BuilderFields, newExpression } from "./expression-edit";
import { ExpressionSet } from "./expression-set";
import { GroupPreviewCard } from "./group-preview";
import { useGroupPreview } from "./use-group-preview";

type GroupFormProps = {
  group?: GroupSummary;
  preview: GroupPreview | null;
  exact?: Promise<GroupCount | null> | null;
  tags: TagSummary[];
  attributes: BuilderFields;
  deliveries: GroupDelivery[];
};

type FormInput = { name: string; description: string; expression?: unknown };

/** Builds a group's conditions with a live count; makes the group or, given one, changes it. */
export function GroupForm(props: GroupFormProps) {
  const { group, preview, exact = null, tags, attributes, deliveries } = props;
  const t = useTranslations("groups");
  const ui = useTranslations("ui");
  const root = useTranslations();
  const router = useRouter();
  const [expression, setExpression] = useState(() =>
    group ? asSet(group.expression) : newExpression(),
  );
  const live = useGroupPreview({ preview, exact });
  const form = useActionForm({
    schema: createGroupSchema,
    action: async (input: FormInput) => {
      const { name, description } = input;
      const sent = { name, description, expression: input.expression };
      return group ? updateGroupAction({ id: group.id, ...sent }) : createGroupAction(sent);
    },
    defaultValues: {
      name: group?.name ?? "",
      description: group?.description ?? "",
      expression,
    },
    successMessage: group ? t("saved") : t("created"),
    onSuccess: () => router.push(paths.groups),
  });

  function change(next: Expression) {
    setExpression(next);
    form.form.clearErrors("expression");
    form.form.setValue("expression", next, { shouldDirty: true });
    live.count(next);
  }

  function errorAt(path: string): string | undefined {
    const found: unknown = get(form.form.formState.errors, path);
    if (typeof found !== "object" || found === null) return undefined;
    const holder = "root" in found ? found.root : found;
    if (typeof holder !== "object" || holder === null || !("message" in holder)) return undefined;
    return typeof holder.message === "string" ? validationText(holder.message, root) : undefined;
  }

  return (
    <div className="grid items-start gap-4 xl:grid-cols-[2fr_1fr]">
      <Card>
        <ActionForm
          form={form}
          footer={
            <>
              <LinkButton href={paths.groups}>{ui("cancel")}</LinkButton>
              <Button type="submit" variant="primary" isPending={form.isPending}>
                {group ? t("save") : t("create")}
              </Button>
            </>
          }
        >
          <TextField label={t("name")} isRequired autoComplete="off" {...form.field("name")} />
          <TextArea label={t("descriptionField")} rows={2} {...form.field("description")} />
          <div className="flex flex-col gap-1">
            <ExpressionSet
              expression={expression}
              path="expression"
              depth={1}
              tags={tags}
              attributes={attributes}
              deliveries={deliveries}
              errorAt={errorAt}
              onChange={change}
            />
            <p className="text-muted text-xs">{t("builder.limit")}</p>
            <p role="alert" className="text-danger-text">
              {errorAt("expression")}
            </p>
          </div>
        </ActionForm>
      </Card>
      <GroupPreviewCard
        expression={expression}
        tags={tags}
        deliveries={deliveries}
        preview={live.preview}
        exact={live.exact}
        isCounting={live.isCounting}
      />
    </div>
  );
}
