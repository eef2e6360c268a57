/** A refusal as RFC 7644, 3.12 words it. */
export class ScimError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500,
    readonly detail: string,
    readonly scimType?:
      | "invalidFilter"
      | "invalidPath"
      | "invalidSyntax"
      | "invalidValue"
      | "mutability"
      | "noTarget"
      | "uniqueness",
  ) {
    super(detail);
    this.name = "ScimError";
  }
}
