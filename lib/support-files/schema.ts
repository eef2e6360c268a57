export const supportFileMaxBytes = 5 * 1024 * 1024;
export const supportExtensions = [".png", ".jpg", ".jpeg", ".pdf", ".txt", ".csv"] as const;
