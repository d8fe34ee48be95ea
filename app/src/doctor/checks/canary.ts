import { MISSING_HOPS } from "@labcanary/domain/messages";
import { isTestedOutside } from "../../canary/tested-outside.ts";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const LOST: FindingKind = {
  code: "CANARY_LOST",
  urgency: "now",
  remedy: {
    en: "A real breach would stop there too. Mend what is named; docs/guides/watching-the-watcher.md says how.",
    zh: "真实超限也会停在此处。请修复所示环节；方法见 docs/guides/watching-the-watcher.md。",
  },
};
const OFF: FindingKind = {
  code: "CANARY_OFF",
  urgency: "soon",
  remedy: {
    en: "Set canary.everySeconds to 300: nothing shows that an alarm would come through.",
    zh: "请把 canary.everySeconds 设为 300：目前没有任何证据表明报警能走通。",
  },
};
const HEARTBEAT_UNSET: FindingKind = {
  code: "HEARTBEAT_UNSET",
  urgency: "advice",
  remedy: {
    en: "Set heartbeat.pingUrl to a watchdog outside: a machine without power cannot say that it has none.",
    zh: "请把 heartbeat.pingUrl 指向外部看门狗：断电的机器无法报告自己断电。",
  },
};

const PATH_NOT_TESTED_OUTSIDE: FindingKind = {
  code: "PATH_NOT_TESTED_OUTSIDE",
  urgency: "advice",
  remedy: {
    en: "Set canary.phone, or have the site test its contacts each day (contactTests: { every: 1d }): a proof of delivery is up to 30 days old.",
    zh: "设置 canary.phone，或在站点文件中每天测试联系人（contactTests: { every: 1d }）：送达证明最长可能已有30天。",
  },
};

/** Whether a breach is sent through the whole chain, comes through, and somebody outside would notice that it does not. */
export const canary: Check = {
  name: "canary",
  kinds: [LOST, OFF, HEARTBEAT_UNSET, PATH_NOT_TESTED_OUTSIDE],
  look({ settings, live, site }) {
    const findings: Finding[] = [];
    const missing = live?.canary.missing;
    if (live?.canary.state === "lost") {
      const why = missing === undefined ? "" : `: ${MISSING_HOPS[missing]}`;
      findings.push(
        found(
          LOST,
          `the canary's last run did not come through${why}`,
          `金丝雀最近一次自检未走通${missing === undefined ? "" : `，缺少环节 ${missing}`}`,
        ),
      );
    }
    if (settings["canary.everySeconds"] === 0 || live?.canary.state === "off")
      findings.push(found(OFF, "the canary is switched off", "金丝雀自检已关闭"));
    if (settings["heartbeat.pingUrl"] === undefined)
      findings.push(found(HEARTBEAT_UNSET, "no watchdog outside is told that the platform lives", "没有外部看门狗得知平台仍在运行"));
    if (site.ok && !isTestedOutside(settings, site.value))
      findings.push(
        found(PATH_NOT_TESTED_OUTSIDE, "no path is tested daily beyond this machine", "没有任何通知路径每天经过本机之外的验证"),
      );
    return findings;
  },
};
