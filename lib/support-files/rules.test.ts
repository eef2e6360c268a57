import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { downloadHeaders, mediaTypeOf } from "./rules";

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);
const pdf = Buffer.from("%PDF-1.7\n%\xe2\xe3\n", "latin1");

describe("attachments of support requests", () => {
  it.each([
    ["a.png", png, "image/png"],
    ["a.JPG", jpeg, "image/jpeg"],
    ["a.jpeg", jpeg, "image/jpeg"],
    ["a.pdf", pdf, "application/pdf"],
    ["a.txt", Buffer.from("配信が止まりました"), "text/plain"],
    ["a.csv", iconv.encode("氏名,件数\n髙橋,1\n", "cp932"), "text/csv"],
  ])("W33: takes %s for what it is", (name, bytes, type) => {
    expect(mediaTypeOf(name, bytes)).toBe(type);
  });

  it.each([
    ["a.png", jpeg],
    ["a.png", Buffer.from("<script>alert(1)</script>")],
    ["a.jpg", png],
    ["a.pdf", Buffer.from("<html>%PDF-</html>")],
    ["a.txt", png],
    ["a.txt", Buffer.from([0x4d, 0x5a, 0, 0, 3, 0, 0, 0])],
    ["a.csv", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0])],
    ["a.csv", Buffer.alloc(0)],
    ["a.html", Buffer.from("<html></html>")],
    ["a.svg", Buffer.from("<svg/>")],
    ["a", png],
  ])("W33: refuses %s with another content or of another kind", (name, bytes) => {
    expect(mediaTypeOf(name, bytes)).toBeNull();
  });

  it("W33: has a file saved under its name and never shown, whatever the name holds", () => {
    const headers = downloadHeaders('見"積\r\n(1).csv', 5);
    expect(headers["content-disposition"]).toBe(
      "attachment; filename=\"attachment\"; filename*=UTF-8''%E8%A6%8B%22%E7%A9%8D%0D%0A%281%29.csv",
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-type"]).toBe("application/octet-stream");
  });
});
