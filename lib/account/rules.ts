const browsers: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, "Microsoft Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrom(?:e|ium)\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** `Chrome / Windows` from a browser's own description; null when it says nothing known. */
export function describeDevice(userAgent: string | null): string | null {
  const known = [browsers, systems].map(
    (list) => list.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1],
  );
  const names = known.filter((name) => name !== undefined);
  return names.length > 0 ? names.join(" / ") : null;
}
