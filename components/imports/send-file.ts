import { paths } from "@/lib/paths";

export type SentFile = { id: string } | { message: string | null };

/** Posts a file as it is and reports how much of it has gone, from 0 to 100. XMLHttpRequest, as fetch tells no progress. */
export function sendFile(file: File, onProgress: (percent: number) => void): Promise<SentFile> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${paths.importUpload}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) =>
      onProgress(Math.round((event.loaded / Math.max(event.total, 1)) * 100));
    request.onload = () => resolve(readAnswer(request.response));
    request.onerror = () => resolve({ message: null });
    request.send(file);
  });
}

function readAnswer(answer: unknown): SentFile {
  if (typeof answer !== "object" || answer === null) return { message: null };
  if ("id" in answer && typeof answer.id === "string") return { id: answer.id };
  const error = "error" in answer ? answer.error : null;
  const isText =
    typeof error === "object" &&
    error !== null &&
    "message" in error &&
    typeof error.message === "string";
  return { message: isText ? String(error.message) : null };
}
