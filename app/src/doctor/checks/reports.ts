import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Role, signersAmong } from "@labcanary/dashboard";
import type { ZoneId } from "@labcanary/domain/site";
import { unsignableByAccounts } from "../../site/unsignable-reports.ts";
import { type Check, found, type FindingKind, some } from "../check.ts";
import { readDatabase } from "../read-database.ts";

const UNSIGNABLE: FindingKind = {
  code: "REPORTS_UNSIGNABLE",
  urgency: "soon",
  remedy: {
    en: "Give somebody of another department an account that may sign reports there (safety-officer), and name it under people (account: its name). What nobody may sign is no alarm when it stays unsigned.",
    zh: "请为其他部门的一名人员开通在该范围内有报告签字权限的账号（safety-officer），并在站点文件的 people 中关联（account: 账号名）。无人有权签字的报告，逾期未签不会报警。",
  },
};

interface UserRow {
  readonly name: string;
  readonly role: Role;
  /** JSON; null: of the whole site. */
  readonly zones: string | null;
}

/** Whether whoever may sign reports and months of custody by the site's files has an account that may. Nothing is written. */
export const reports: Check = {
  name: "reports",
  kinds: [UNSIGNABLE],
  look({ site, settings }) {
    const file = join(settings.data, "accounts.sqlite");
    if (!site.ok || !existsSync(file)) return [];
    const rows = readDatabase(
      file,
      (database) => database.prepare("SELECT name, role, zones FROM user").all() as unknown as readonly UserRow[],
    );
    const users = rows.map(({ name, role, zones }) => ({
      name,
      role,
      ...(zones === null ? {} : { zones: JSON.parse(zones) as readonly ZoneId[] }),
    }));
    const unsignable = unsignableByAccounts(site.value, signersAmong(users, site.value));
    if (unsignable.length === 0) return [];
    const [en, zh] = [some(unsignable.map((each) => each.en)).en, some(unsignable.map((each) => each.zh)).zh];
    return [found(UNSIGNABLE, `nobody has an account that may sign what is reported of ${en}`, `以下范围的报告没有账号有权签字：${zh}`)];
  },
};
