/** The plans on offer: prices in yen per month including tax; a limit of null means none. */
export const plans = [
  { id: "light", monthlyYen: 2_980, limits: { addresses: 5_000, monthlyMails: 20_000, users: 3 } },
  {
    id: "standard",
    monthlyYen: 9_800,
    limits: { addresses: 50_000, monthlyMails: 200_000, users: 20 },
  },
  {
    id: "pro",
    monthlyYen: 29_800,
    limits: { addresses: 500_000, monthlyMails: 2_000_000, users: 100 },
  },
] as const;
