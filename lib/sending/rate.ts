let accepted = 0;

/** Counts messages that this process has just handed over. */
export function countAccepted(messages: number): void {
  accepted += messages;
}

/** Messages handed over since the last call. */
export function takeAccepted(): number {
  const taken = accepted;
  accepted = 0;
  return taken;
}
