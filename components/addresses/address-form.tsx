"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { AttributeField } from "@/components/attributes/attribute-field";
import { TagPicker } from "@/components/tags/tag-picker";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { createAddressAction, updateAddressAction } from "@/lib/addresses/actions";
import type { AddressDetail } from "@/lib/addresses/queries";
import { addressListHref } from "@/lib/addresses/rules";
import { createAddressSchema } from "@/lib/addresses/schema";
import type { Attribute } from "@/lib/attributes/queries";
import { paths } from "@/lib/paths";
import type { TagSummary } from "@/lib/tags/queries";

type AddressFormProps = {
  address?: AddressDetail;
  attributes: Attribute[];
  tags: TagSummary[];
  canCreateTags: boolean;
};

type FormInput = {
  email: string;
  name: string;
  attributes: Record<string, string>;
  tagIds: string[];
};

/** Adds an address or, given one, changes it. */
export function AddressForm({ address, attributes, tags, canCreateTags }: AddressFormProps) {
  const t = useTranslations("addresses");
  const ui = useTranslations("ui");
  const router = useRouter();
  const form = useActionForm({
    schema: createAddressSchema,
    action: async (input: FormInput) =>
      address ? updateAddressAction({ id: address.id, ...input }) : createAddressAction(input),
    defaultValues: initialValues(address, attributes),
    successMessage: address ? t("saved") : t("created"),
    onSuccess: ({ id }) => router.push(paths.address(id)),
  });
  const email = form.field("email");
  const isTaken = form.failure?.fieldErrors?.email !== undefined;
  return (
    <ActionForm
      form={form}
      className="max-w-2xl"
      footer={
        <>
          <LinkButton href={address ? paths.address(address.id) : paths.addresses}>
            {ui("cancel")}
          </LinkButton>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {address ? t("save") : t("create")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("email")}
        isRequired
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
        description={isTaken ? <TakenLink email={email.value} /> : t("carrierHint")}
        {...email}
      />
      <TextField label={t("name")} autoComplete="off" {...form.field("name")} />
      <TagPicker label={t("tags")} tags={tags} canCreate={canCreateTags} {...form.list("tagIds")} />
      {attributes.map((attribute) => (
        <AttributeField
          key={attribute.id}
          attribute={attribute}
          {...form.field(`attributes.${attribute.key}`)}
        />
      ))}
    </ActionForm>
  );
}

function TakenLink({ email }: { email: string }) {
  const t = useTranslations("addresses");
  return <TextLink href={addressListHref({ q: email.trim() })}>{t("findTaken")}</TextLink>;
}

function initialValues(address: AddressDetail | undefined, attributes: Attribute[]): FormInput {
  const values = attributes.map(
    ({ key }) => [key, String(address?.attributes[key] ?? "")] as const,
  );
  return {
    email: address?.email ?? "",
    name: address?.name ?? "",
    attributes: Object.fromEntries(values),
    tagIds: address?.tags.map((tag) => tag.id) ?? [],
  };
}
