import type { core } from "zod";
import type validation from "../../messages/ja/validation.json";
import { formatDateTime } from "../format";

type IssueMessage = { key: keyof typeof validation; params?: Record<string, string | number> };

const formatKeys: Record<string, IssueMessage["key"]> = {
  email: "invalidEmail",
  url: "invalidUrl",
  datetime: "invalidDate",
  date: "invalidDate",
  time: "invalidTime",
  uuid: "invalidId",
};

/** The key and parameters of the text that says what is wrong with an input. */
export function issueMessage(issue: core.$ZodRawIssue): IssueMessage {
  switch (issue.code) {
    case "invalid_type":
      return { key: invalidTypeKey(issue.expected, issue.input) };
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      return {
        key: issue.input === "" ? "required" : (formatKeys[issue.format] ?? "invalidFormat"),
      };
    case "not_multiple_of":
      return { key: "notMultipleOf", params: { step: Number(issue.divisor) } };
    case "invalid_value":
    case "invalid_union":
      return { key: isMissing(issue.input) ? "requiredChoice" : "invalidChoice" };
    case "unrecognized_keys":
      return { key: "unknownKeys" };
    default:
      return { key: "invalid" };
  }
}

function isMissing(input: unknown): boolean {
  return input === undefined || input === null || input === "";
}

function invalidTypeKey(expected: string, input: unknown): IssueMessage["key"] {
  if (isMissing(input)) return "required";
  if (expected === "int") return "notInteger";
  if (expected === "number") return "notNumber";
  return expected === "date" ? "invalidDate" : "invalidType";
}

function tooSmall(issue: core.$ZodRawIssue<core.$ZodIssueTooSmall>): IssueMessage {
  const min = Number(issue.minimum);
  switch (issue.origin) {
    case "string":
      if (issue.exact) return { key: "exactLength", params: { length: min } };
      return issue.input === "" ? { key: "required" } : { key: "tooShort", params: { min } };
    case "array":
    case "set":
      return { key: "tooFew", params: { min } };
    case "date":
      return { key: "dateTooEarly", params: { min: formatDateTime(new Date(min)) } };
    case "file":
      return { key: "fileTooSmall" };
    default:
      return { key: issue.inclusive === false ? "moreThan" : "tooSmall", params: { min } };
  }
}

function tooBig(issue: core.$ZodRawIssue<core.$ZodIssueTooBig>): IssueMessage {
  const max = Number(issue.maximum);
  switch (issue.origin) {
    case "string":
      return issue.exact
        ? { key: "exactLength", params: { length: max } }
        : { key: "tooLong", params: { max } };
    case "array":
    case "set":
      return { key: "tooMany", params: { max } };
    case "date":
      return { key: "dateTooLate", params: { max: formatDateTime(new Date(max)) } };
    case "file":
      return { key: "fileTooLarge" };
    default:
      return { key: issue.inclusive === false ? "lessThan" : "tooBig", params: { max } };
  }
}
