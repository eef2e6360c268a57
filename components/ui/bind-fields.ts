import {
  type FieldPath,
  type FieldPathValue,
  type FieldValues,
  get,
  type UseFormReturn,
} from "react-hook-form";
import { type RootTranslator, validationText } from "@/lib/i18n/zod-errors";

/** Props for each kind of field, by name, from the state of a form. */
export function bindFields<Input extends FieldValues>(
  form: UseFormReturn<Input, unknown, Input>,
  t: RootTranslator,
) {
  const { errors, isSubmitted } = form.formState;

  function base<Value>(name: FieldPath<Input>) {
    const found: unknown = get(errors, name);
    return {
      name,
      errorMessage: errorText(found, t),
      onBlur: () => form.setValue(name, form.getValues(name), { shouldTouch: true }),
      onChange: (value: Value) => {
        form.clearErrors(name);
        // The schema decides what a field may hold; the form only carries it.
        form.setValue(name, value as FieldPathValue<Input, FieldPath<Input>>, {
          shouldDirty: true,
          shouldValidate: isSubmitted,
        });
      },
    };
  }

  const read = (name: FieldPath<Input>): unknown => form.watch(name);
  return {
    field: (name: FieldPath<Input>) => ({ ...base<string>(name), value: asText(read(name)) }),
    list: (name: FieldPath<Input>) => ({ ...base<string[]>(name), value: asList(read(name)) }),
    number: (name: FieldPath<Input>) => ({
      ...base<number | null>(name),
      value: asNumber(read(name)),
    }),
    checkbox: (name: FieldPath<Input>) => ({
      ...base<boolean>(name),
      isSelected: read(name) === true,
    }),
    setErrors: (fieldErrors: Record<string, string[]>) => {
      for (const [name, messages] of Object.entries(fieldErrors)) {
        if (name)
          form.setError(name as FieldPath<Input>, { type: "server", message: messages.join(" ") });
      }
    },
  };
}

function errorText(found: unknown, t: RootTranslator): string | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  if ("message" in found && typeof found.message === "string")
    return validationText(found.message, t);
  return "root" in found ? errorText(found.root, t) : errorText(Object.values(found)[0], t);
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

function asList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" && !Number.isNaN(value) ? value : null;
}
