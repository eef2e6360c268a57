/** Test files that run at once; each has a database of its own. */
export const testWorkers = 2;
