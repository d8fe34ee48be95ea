import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Check, type Finding, found, type FindingKind, some } from "../check.ts";

const OPEN: FindingKind = {
  code: "DATA_OPEN_TO_OTHERS",
  urgency: "now",
  remedy: {
    en: "chmod -R go-rwx the data folder: whoever reads it has password hashes, second factors and the receipt key.",
    zh: "对数据目录执行 chmod -R go-rwx：能读取它的人可取得密码散列、双因素密钥和回执密钥。",
  },
};
const NOT_WRITABLE: FindingKind = {
  code: "DATA_NOT_WRITABLE",
  urgency: "now",
  remedy: {
    en: "Run this command and the platform as the owner of the data folder, or give it to their account with chown.",
    zh: "请以数据目录的所有者身份运行本命令和平台，或用 chown 把目录交给该账户。",
  },
};

/** Group or others may read, write or enter. */
const OTHERS = 0o077;
/** Of what nobody but the owner may read. */
const PRIVATE = ["accounts.sqlite", "alarms.sqlite", "devices.json", "devices.json.used", "receipt.key"] as const;

/** Who may read the data folder, and whether whoever asks may write it. */
export const dataFolder: Check = {
  name: "data folder",
  kinds: [OPEN, NOT_WRITABLE],
  look({ settings: { data } }) {
    const findings: Finding[] = [];
    const isOpen = (path: string): boolean => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0;
    // Behind a folder nobody else may enter, the files' own rights do not count.
    if (isOpen(data)) {
      const open = readdirSync(data).filter((name) => PRIVATE.some((each) => each === name) && isOpen(join(data, name)));
      const which = open.length === 0 ? { en: data, zh: data } : some(open);
      findings.push(
        found(OPEN, `others than its owner may look into the data folder: ${which.en}`, `数据目录可被其他账户访问：${which.zh}`),
      );
    }
    try {
      accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch {
      findings.push(found(NOT_WRITABLE, `this account may not write ${data}`, `当前账户无权写入 ${data}`));
    }
    return findings;
  },
};
