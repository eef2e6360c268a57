export type PasswordStrength = 0 | 1 | 2 | 3 | 4;

/** A rough measure for the meter: distinct characters and length count, repetition and runs do not. */
export function estimateStrength(password: string): PasswordStrength {
  const characters = [...password.normalize("NFKC")];
  const novel = characters.filter(
    (character, index) => !continues(character, characters[index - 1]),
  ).length;
  const effective = Math.min(novel, new Set(characters).size * 2);
  if (effective < 6) return 0;
  if (effective < 10) return 1;
  if (effective < 14) return 2;
  return effective < 18 ? 3 : 4;
}

function continues(character: string, previous: string | undefined): boolean {
  if (previous === undefined) return false;
  return Math.abs((character.codePointAt(0) ?? 0) - (previous.codePointAt(0) ?? 0)) <= 1;
}
