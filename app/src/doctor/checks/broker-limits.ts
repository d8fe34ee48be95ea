import { readFileSync } from "node:fs";
import { signInIds } from "../../platform/signs-in.ts";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const CONNECTIONS: FindingKind = {
  code: "BROKER_CONNECTIONS",
  urgency: "soon",
  remedy: {
    en: "Raise mqtt.maxConnections to twice the devices: after a cut all of them come back before the dead connections are noticed.",
    zh: "请把 mqtt.maxConnections 调到设备数的两倍：断网恢复时，设备会在旧连接被发现失效之前全部重连。",
  },
};
const OPEN_FILES: FindingKind = {
  code: "OPEN_FILES",
  urgency: "soon",
  remedy: {
    en: "Raise the limit where the platform is started: LimitNOFILE= of its systemd unit, or ulimit -n.",
    zh: "请在启动平台处提高上限：systemd 单元的 LimitNOFILE=，或 ulimit -n。",
  },
};

/** Devices come back before the broker has noticed that they were gone. */
const CONNECTIONS_OF_A_DEVICE = 2;
/** Files and sockets beside those of devices. Chosen: consoles, databases, segments and channels, with room. */
const BESIDE_DEVICES = 512;

/** Whether every device can connect at once. */
export const brokerLimits: Check = {
  name: "broker limits",
  kinds: [CONNECTIONS, OPEN_FILES],
  look({ settings, site, live }) {
    const devices = site.ok ? new Set(signInIds(site.value.devices).values()).size : (live?.devices.described ?? 0);
    const needed = devices * CONNECTIONS_OF_A_DEVICE;
    const findings: Finding[] = [];
    const most = settings["mqtt.maxConnections"];
    if (needed > most)
      findings.push(
        found(
          CONNECTIONS,
          `${devices} devices may need ${needed} connections, and ${most} are let in`,
          `${devices} 台设备最多需要 ${needed} 个连接，而上限为 ${most}`,
        ),
      );
    const limit = live === undefined ? undefined : openFilesOf(live.pid);
    if (limit !== undefined && needed + BESIDE_DEVICES > limit)
      findings.push(
        found(
          OPEN_FILES,
          `the platform may open ${limit} files, and may need ${needed + BESIDE_DEVICES}`,
          `平台最多可打开 ${limit} 个文件，而可能需要 ${needed + BESIDE_DEVICES} 个`,
        ),
      );
    return findings;
  },
};

/** The soft limit of a process (proc(5), `/proc/PID/limits`); undefined elsewhere than on Linux, and where there is no limit. */
function openFilesOf(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, "utf8")) ?? [];
  return soft === undefined ? undefined : Number(soft);
}
