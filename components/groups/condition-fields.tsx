"use client";

import { useTranslations } from "next-intl";
import { AttributeField } from "@/components/attributes/attribute-field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { addressStates } from "@/lib/addresses/schema";
import { testsOfType } from "@/lib/groups/rules";
import {
  type ActivityExpression,
  type AttributeExpression,
  activityTests,
  attributeTests,
  type Condition,
  type ConsentExpression,
  consentTests,
  type DeliveryExpression,
  deliveryTests,
  type Expression,
  type StateExpression,
} from "@/lib/groups/schema";
import type { BuilderContext } from "./expression-edit";

type FieldsProps<C> = BuilderContext & {
  condition: C;
  path: string;
  onChange: (next: Expression) => void;
};

/** What a condition compares with. */
export function ConditionFields({ condition, ...props }: FieldsProps<Condition>) {
  switch (condition.op) {
    case "tag":
      return <TagField {...props} tagId={condition.tagId} />;
    case "state":
      return <StateField {...props} condition={condition} />;
    case "activity":
      return <ActivityFields {...props} condition={condition} />;
    case "delivery":
      return <DeliveryFields {...props} condition={condition} />;
    case "consent":
      return <ConsentField {...props} condition={condition} />;
    default:
      return <Comparison {...props} condition={condition} />;
  }
}

type TagFieldProps = Omit<FieldsProps<Condition>, "condition"> & { tagId: string };

function TagField({ tagId, tags, path, errorAt, onChange }: TagFieldProps) {
  const t = useTranslations("groups.builder");
  return (
    <Select
      label={t("tag")}
      hideLabel
      className="w-full sm:w-56"
      placeholder={t("chooseTag")}
      value={tagId}
      options={tags.map((tag) => ({ value: tag.id, label: tag.name }))}
      errorMessage={errorAt(`${path}.tagId`)}
      onChange={(next) => onChange({ op: "tag", tagId: next })}
    />
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  className?: string;
  value: T;
  choices: readonly T[];
  labelOf: (choice: T) => string;
  onChoose: (choice: T) => void;
};

/** One of a fixed set; the select's value is any text, what is chosen is one of them. */
function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, className = "w-full sm:w-56", value, choices, labelOf, onChoose } = props;
  return (
    <Select
      label={label}
      hideLabel
      className={className}
      value={value}
      options={choices.map((choice) => ({ value: choice, label: labelOf(choice) }))}
      onChange={(next) => {
        const chosen = choices.find((choice) => choice === next);
        if (chosen) onChoose(chosen);
      }}
    />
  );
}

function StateField({ condition, onChange }: FieldsProps<StateExpression>) {
  const t = useTranslations("groups");
  return (
    <Choice
      label={t("builder.state")}
      value={condition.state}
      choices={addressStates}
      labelOf={(state) => t(`states.${state}`)}
      onChoose={(state) => onChange({ op: "state", state })}
    />
  );
}

function ConsentField({ condition, onChange }: FieldsProps<ConsentExpression>) {
  const t = useTranslations("groups");
  return (
    <Choice
      label={t("builder.consent")}
      value={condition.test}
      choices={consentTests}
      labelOf={(test) => t(`consentTests.${test}`)}
      onChoose={(test) => onChange({ op: "consent", test })}
    />
  );
}

function ActivityFields(props: FieldsProps<ActivityExpression>) {
  const { condition, path, errorAt, onChange } = props;
  const t = useTranslations("groups");
  return (
    <>
      <Choice
        label={t("builder.test")}
        className="w-full sm:w-44"
        value={condition.test}
        choices={activityTests}
        labelOf={(test) => t(`activityTests.${test}`)}
        onChoose={(test) => onChange({ ...condition, test })}
      />
      {condition.test !== "never" && (
        <TextField
          label={t("builder.days")}
          hideLabel
          className="w-24"
          inputMode="numeric"
          autoComplete="off"
          suffix={t("builder.daysUnit")}
          value={condition.days > 0 ? String(condition.days) : ""}
          errorMessage={errorAt(`${path}.days`)}
          onChange={(text) => onChange({ ...condition, days: daysOf(text) })}
        />
      )}
    </>
  );
}

const daysOf = (text: string): number =>
  Number(
    text
      .normalize("NFKC")
      .replace(/[^0-9]/g, "")
      .slice(0, 5),
  );

function DeliveryFields(props: FieldsProps<DeliveryExpression>) {
  const { condition, deliveries, path, errorAt, onChange } = props;
  const t = useTranslations("groups");
  return (
    <>
      <Select
        label={t("builder.delivery")}
        hideLabel
        className="w-full sm:w-56"
        placeholder={t("builder.chooseDelivery")}
        value={condition.deliveryId}
        options={deliveries.map(({ id, name }) => ({ value: id, label: name }))}
        errorMessage={errorAt(`${path}.deliveryId`)}
        onChange={(deliveryId) => onChange({ ...condition, deliveryId })}
      />
      <Choice
        label={t("builder.test")}
        className="w-full sm:w-36"
        value={condition.test}
        choices={deliveryTests}
        labelOf={(test) => t(`deliveryTests.${test}`)}
        onChoose={(test) => onChange({ ...condition, test })}
      />
    </>
  );
}

function Comparison(props: FieldsProps<AttributeExpression>) {
  const { condition, path, attributes, errorAt, onChange } = props;
  const t = useTranslations("groups");
  const field = attributes.find(({ key }) => key === condition.key);
  const tests = field ? testsOfType[field.type] : [condition.test];
  const setTest = (value: string) => {
    const test = attributeTests.find((name) => name === value);
    if (test) onChange({ ...condition, test, value: test === "empty" ? "" : condition.value });
  };
  const ends = condition.test === "between" ? (["value", "upTo"] as const) : (["value"] as const);
  return (
    <>
      <Select
        label={t("builder.test")}
        hideLabel
        className="w-full sm:w-32"
        value={condition.test}
        options={tests.map((test) => ({ value: test, label: t(`tests.${test}`) }))}
        errorMessage={errorAt(`${path}.test`)}
        onChange={setTest}
      />
      {condition.test !== "empty" &&
        ends.map((end) => {
          const valueProps = {
            label: t(`builder.${end}`),
            hideLabel: true,
            value: condition[end] ?? "",
            errorMessage: errorAt(`${path}.${end}`),
            onChange: (value: string) => onChange({ ...condition, [end]: value }),
          };
          return field ? (
            <AttributeField key={end} attribute={field} {...valueProps} />
          ) : (
            <TextField key={end} {...valueProps} />
          );
        })}
    </>
  );
}
