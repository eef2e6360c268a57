/** Whether a write broke a unique constraint: any, or the one named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, "23505", constraint);
}

/** Whether a write broke a foreign key: any, or the one named. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, "23503", constraint);
}

/** Whether a write broke a CHECK, or a trigger that acts as one: any, or the one named. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, "23514", constraint);
}

/** Whether the database ended one of two transactions that waited for each other. */
export const isDeadlock = (error: unknown): boolean => isViolation(error, "40P01");

/** drizzle wraps the driver's error, so the code is looked for along the causes. */
function isViolation(error: unknown, code: string, constraint?: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === code) {
      return constraint === undefined || readName(cause) === constraint;
    }
  }
  return false;
}

/** postgres.js says `constraint_name`, other drivers `constraint`. */
function readName(error: Error): unknown {
  if ("constraint_name" in error) return error.constraint_name;
  return "constraint" in error ? error.constraint : undefined;
}
