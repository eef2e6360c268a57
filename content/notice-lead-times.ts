/** Days between a notice's publication and the time it takes effect, at least; 0 for what cannot be known before. */
export const noticeLeadDays = {
  change: 14,
  maintenance: 7,
  incident: 0,
  vulnerability: 0,
  information: 0,
} as const;
