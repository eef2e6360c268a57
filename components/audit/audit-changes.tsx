import { useTranslations } from "next-intl";
import { changes } from "@/lib/audit/details";
import type { AuditEntry } from "@/lib/audit/queries";

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** What one entry knows: the fields that changed with what they were and are, everything else, and where from. */
export function AuditChanges({ entry }: { entry: AuditEntry }) {
  const t = useTranslations("audit");
  const { before, after, ...rest } = entry.details;
  const was = isFields(before) ? before : {};
  const is = isFields(after) ? after : {};
  const changed = changes(was, is);
  const names = Object.keys({ ...changed.before, ...changed.after });
  const facts: [string, string | null][] = [
    ...Object.entries(rest).map(([name, value]): [string, string] => [name, textOf(value)]),
    [t("target"), [entry.targetType, entry.targetId].filter(Boolean).join(" ")],
    [t("ip"), entry.ip],
    [t("userAgent"), entry.userAgent],
    [t("requestId"), entry.requestId],
    [t("seq"), entry.seq === null ? null : `${entry.seq}:${entry.hash}`],
  ];
  return (
    <div className="mt-2 flex flex-col gap-2 font-normal text-xs">
      {names.map((name) => (
        <div key={name} className="min-w-0">
          <code className="text-muted">{name}</code>
          {name in changed.before && (
            <p className="break-all">
              <span className="text-muted">{t("before")} </span>
              <del>
                <code>{textOf(changed.before[name])}</code>
              </del>
            </p>
          )}
          {name in changed.after && (
            <p className="break-all">
              <span className="text-muted">{t("after")} </span>
              <ins className="no-underline">
                <code>{textOf(changed.after[name])}</code>
              </ins>
            </p>
          )}
        </div>
      ))}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="break-all">
                <code>{value}</code>
              </dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
