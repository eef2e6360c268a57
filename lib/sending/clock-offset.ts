/**
 * Tells times of another clock on the process's own, which nobody sets. Each answer shows the other clock's time at some
 * moment since the question; what all answers leave possible is narrower than any of them, so that several processes agree
 * on a time to about a millisecond however slowly one of them was answered.
 */
export function createClockOffset() {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  return (theirs: number, askedAt: number, answeredAt: number): number => {
    const [low, high] = [askedAt - theirs, answeredAt - theirs];
    least = Math.max(least, low);
    most = Math.min(most, high);
    // One of the clocks was set or runs differently.
    if (least > most) [least, most] = [low, high];
    return theirs + (least + most) / 2;
  };
}
