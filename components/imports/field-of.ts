/** The part of a form that a group of its fields needs: the props of a field by its name. */
export type FieldOf<Name extends string> = (name: Name) => {
  name: string;
  value: string;
  errorMessage: string | undefined;
  onChange: (value: string) => void;
  onBlur: () => void;
};
