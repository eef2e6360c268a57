import { useTranslations } from "next-intl";

const bars = [12, 26, 58, 92, 74, 49, 36, 28, 22, 17, 12, 9].map((height, hour) => ({
  hour,
  height,
}));
const figures = [
  { key: "opened", value: "12,480" },
  { key: "delivered", value: "12,391" },
  { key: "bounced", value: "61" },
  { key: "stopped", value: "28" },
] as const;
const tags = [
  { key: "tag1", look: "bg-success-soft text-success-text" },
  { key: "tag2", look: "bg-info-soft text-info-text" },
  { key: "tag3", look: "bg-warning-soft text-warning-text" },
] as const;

/** A drawing of the results of a delivery, in the product's own words and colours. */
export function ProductPicture() {
  const t = useTranslations("landing.picture");
  return (
    <figure
      role="img"
      aria-label={t("label")}
      className="select-none rounded-xl border border-line bg-surface shadow-float"
    >
      <div aria-hidden className="flex flex-col gap-5 p-5 sm:p-7">
        <div className="flex flex-wrap items-center gap-2">
          <span className="mr-auto font-semibold text-base">{t("delivery")}</span>
          <span className="rounded-full bg-success-soft px-2.5 py-0.5 text-success-text text-xs">
            {t("state")}
          </span>
        </div>
        <div className="flex flex-wrap gap-1.5">
          {tags.map((tag) => (
            <span key={tag.key} className={`rounded-md px-2 py-0.5 text-xs ${tag.look}`}>
              {t(tag.key)}
            </span>
          ))}
        </div>
        <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-4">
          {figures.map((figure) => (
            <div key={figure.key} className="bg-surface px-3 py-2.5">
              <p className="text-muted text-xs">{t(figure.key)}</p>
              <p className="font-semibold text-lg tabular-nums">{figure.value}</p>
            </div>
          ))}
        </div>
        <div>
          <p className="mb-2 text-muted text-xs">{t("chart")}</p>
          <Bars />
        </div>
      </div>
    </figure>
  );
}

function Bars() {
  const step = 480 / bars.length;
  return (
    <svg viewBox="0 0 480 128" aria-hidden="true" className="w-full">
      {[26, 60, 94].map((y) => (
        <line key={y} x1="0" x2="480" y1={y} y2={y} stroke="var(--line)" strokeWidth="1" />
      ))}
      {bars.map(({ hour, height }) => (
        <rect
          key={hour}
          x={hour * step + 8}
          y={124 - height * 1.2}
          width={step - 16}
          height={height * 1.2}
          rx="3"
          fill={hour === 3 ? "var(--accent)" : "var(--accent-line)"}
        />
      ))}
      <line x1="0" x2="480" y1="124" y2="124" stroke="var(--line-strong)" strokeWidth="1" />
    </svg>
  );
}
