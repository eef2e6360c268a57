import type { Instrumentation } from "next";

/** What only Node can do is a file of its own: Next compiles this one for its other runtime too. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs" && !process.env.NEXT_PHASE) {
    const { startProcess } = await import("./instrumentation-node");
    startProcess();
  }
}

export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { logFailedPage } = await import("./instrumentation-node");
    logFailedPage(error, request.headers["x-request-id"]);
  }
};
