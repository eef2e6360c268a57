import { seed } from "@/db/seed";
import { hashPassword, verifyPassword } from "@/lib/auth/password";
import { termsVersion } from "@/lib/terms/rules";

await seed({
  dataDir: process.env.ECAI_DATA_DIR ?? ".data",
  termsVersion,
  passwords: { hash: hashPassword, verify: verifyPassword },
});
