import { readInForce } from "../../site/in-force-file.ts";
import { formatProblem } from "../../yaml-source.ts";
import { type Check, found, type FindingKind } from "../check.ts";

const WRONG: FindingKind = {
  code: "SITE_WRONG",
  urgency: "now",
  remedy: {
    en: "Run labcanary check on the site file and mend every line it names. A platform that runs goes by the last right one; it would not start again.",
    zh: "对站点文件运行 labcanary check 并逐行修正。正在运行的平台沿用上一份正确的配置，但重启会失败。",
  },
};
const PENDING: FindingKind = {
  code: "SITE_CHANGE_PENDING",
  urgency: "soon",
  remedy: {
    en: "A second person approves or rejects it on the page Health; until then the older site is in force.",
    zh: "需由第二人在“系统健康”页面批准或拒绝；在此之前仍按旧配置运行。",
  },
};
const DIFFERENT: FindingKind = {
  code: "SITE_NOT_IN_FORCE",
  urgency: "soon",
  remedy: {
    en: "Send the platform SIGHUP, or restart it, and look at its log for why the change was not taken.",
    zh: "向平台发送 SIGHUP 或重启，并在日志中查看修改未生效的原因。",
  },
};

/** The site's files against what is in force. */
export const siteFile: Check = {
  name: "site file",
  kinds: [WRONG, PENDING, DIFFERENT],
  look({ settings, site, live }) {
    if (!site.ok) {
      const [first] = site.error;
      const what = first === undefined ? settings.site : formatProblem(first);
      return [
        found(
          WRONG,
          `the site file is wrong; the first of ${site.error.length}: ${what}`,
          `站点文件有 ${site.error.length} 处错误，第一处：${what}`,
        ),
      ];
    }
    const record = live === undefined ? readInForce(settings.data) : undefined;
    const inForce = live?.site.version ?? record?.version;
    if (inForce === undefined || inForce === site.value.version) return [];
    const proposedAt = live?.site.proposedAt ?? record?.proposal?.at;
    if (proposedAt !== undefined) {
      const since = new Date(proposedAt).toISOString();
      return [found(PENDING, `a change of the site waits for a second person since ${since}`, `站点修改自 ${since} 起等待第二人批准`)];
    }
    const versions = `${site.value.version} / ${inForce}`;
    return [found(DIFFERENT, `the site file is not what is in force (${versions})`, `站点文件与生效配置不一致（${versions}）`)];
  },
};
