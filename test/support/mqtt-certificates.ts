import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./files.ts";
import { requireProgram } from "./requirements.ts";

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** An authority of the test's own and what it signs, by common name. Valid for a day; for `localhost` and 127.0.0.1. */
export interface TestAuthority {
  readonly ca: Buffer;
  sign(commonName: string): Certificate;
}

export function createTestAuthority(): TestAuthority {
  const folder = temporaryFolder();
  const file = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]): void => void execFileSync(requireProgram("openssl"), words, { stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", file("ca.key"), "-out", file("ca.crt"), "-subj", "/CN=test authority", "-days", "1");
  return {
    ca: readFileSync(file("ca.crt")),
    sign(commonName) {
      openssl(
        "req",
        "-x509",
        ...newKey,
        "-keyout",
        file("key"),
        "-out",
        file("crt"),
        "-subj",
        `/CN=${commonName}`,
        "-days",
        "1",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-CA",
        file("ca.crt"),
        "-CAkey",
        file("ca.key"),
      );
      return { cert: readFileSync(file("crt")), key: readFileSync(file("key")) };
    },
  };
}
