"use client";

import type { ReactNode } from "react";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { ErrorText } from "./error-text";
import { type FieldProps, RequiredMark } from "./form-field";

/** Label, description and error inside a React Aria field, which binds them itself. */
export function FieldParts({ field, children }: { field: FieldProps; children: ReactNode }) {
  return (
    <>
      <div className={field.hideLabel ? "sr-only" : "flex items-center gap-1.5"}>
        <Label className="font-medium text-ink text-sm">{field.label}</Label>
        {field.isRequired && <RequiredMark />}
      </div>
      {children}
      {field.description && (
        <Text slot="description" className="text-muted text-xs">
          {field.description}
        </Text>
      )}
      <Text slot="errorMessage" elementType="div">
        <ErrorText message={field.errorMessage} />
      </Text>
    </>
  );
}
