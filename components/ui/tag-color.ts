export const tagColors = [
  "gray",
  "red",
  "orange",
  "amber",
  "green",
  "teal",
  "blue",
  "violet",
  "pink",
] as const;

export type TagColor = (typeof tagColors)[number];

export function isTagColor(value: unknown): value is TagColor {
  return tagColors.some((color) => color === value);
}

export const tagDot: Record<TagColor, string> = {
  gray: "bg-[#83838f]",
  red: "bg-[#dc4448]",
  orange: "bg-[#dd6a1f]",
  amber: "bg-[#c99212]",
  green: "bg-[#3d9a50]",
  teal: "bg-[#1f9488]",
  blue: "bg-[#3f7fe0]",
  violet: "bg-[#8260d8]",
  pink: "bg-[#d0559c]",
};
