import { statSync } from "node:fs";
import { secret } from "../../settings/load.ts";
import { SECRET_ENVIRONMENT } from "../../settings/table.ts";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const OPEN: FindingKind = {
  code: "SECRET_FILE_OPEN",
  urgency: "now",
  remedy: {
    en: "chmod 600 it, and change the secret: whoever has an account on this machine may have read it.",
    zh: "请执行 chmod 600 并更换该密钥：本机任何账户都可能已读取它。",
  },
};
const WEAK: FindingKind = {
  code: "SECRET_WEAK",
  urgency: "now",
  remedy: {
    en: "Choose a random one, on both sides: openssl rand -base64 24.",
    zh: "请在两端改用随机密钥：openssl rand -base64 24。",
  },
};

/** Chosen: below it, trying all of them takes days. */
const LEAST_CHARACTERS = 12;
/** What examples of Kannel, InfluxDB and ours have, and what is tried first. */
const DEFAULTS = new Set(["labcanary", "changeme", "password", "admin", "kannel", "foobar", "tester", "rootpassword", "secret"]);

/** The secrets of the settings: who may read their files, and whether they are anybody's guess. None is ever said. */
export const secrets: Check = {
  name: "secrets",
  kinds: [OPEN, WEAK],
  look({ settings, environment }) {
    const findings: Finding[] = [];
    for (const key of Object.keys(SECRET_ENVIRONMENT) as (keyof typeof SECRET_ENVIRONMENT)[]) {
      const file = settings[key];
      if (file !== undefined && (statSync(file).mode & 0o077) !== 0)
        findings.push(found(OPEN, `others than its owner may read ${file} (${key})`, `${file}（${key}）可被其他账户读取`));
      const value = secret(key, settings, environment);
      if (value === undefined) continue;
      const isDefault = DEFAULTS.has(value.toLowerCase());
      if (isDefault || value.length < LEAST_CHARACTERS)
        findings.push(
          found(
            WEAK,
            `the secret of ${key} is ${isDefault ? "one everybody tries first" : `shorter than ${LEAST_CHARACTERS} characters`}`,
            `${key} 的密钥${isDefault ? "是人人都会先试的默认值" : `少于 ${LEAST_CHARACTERS} 个字符`}`,
          ),
        );
    }
    return findings;
  },
};
