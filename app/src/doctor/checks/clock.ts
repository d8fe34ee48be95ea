import { seconds } from "@labcanary/domain/basics";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";
import { clockOffset } from "../ntp.ts";

const JUMPED: FindingKind = {
  code: "CLOCK_JUMPED",
  urgency: "soon",
  remedy: {
    en: "Let chrony or systemd-timesyncd slew the clock (`timedatectl`); nobody should set it by hand while the platform runs.",
    zh: "请由 chrony 或 systemd-timesyncd 平滑校时（`timedatectl`）；平台运行期间不要手动改时间。",
  },
};
const OFF: FindingKind = {
  code: "CLOCK_OFF",
  urgency: "now",
  remedy: {
    en: "Start chrony or systemd-timesyncd and let it correct the clock: readings without a time of their own are placed by it.",
    zh: "启用 chrony 或 systemd-timesyncd 校正时钟：没有自带时间的读数按此时钟记录。",
  },
};
const DEVICES_OFF: FindingKind = {
  code: "DEVICE_CLOCKS_WRONG",
  urgency: "soon",
  remedy: {
    en: "Give these devices the address of a time server. Until then their readings are placed by when they came.",
    zh: "请为这些设备配置时间服务器。在此之前其读数按到达时间记录。",
  },
};

/** Chosen: what ends up wrong by this much in a chart is still found beside an alarm. */
const CLOCK_LIMIT = seconds(2);

/** The machine's clock against the monotonic one and a time server; the devices' clocks against the machine's. */
export const clock: Check = {
  name: "clock",
  kinds: [JUMPED, OFF, DEVICES_OFF],
  async look({ settings, live }, signal) {
    const findings: Finding[] = [];
    if (live !== undefined) {
      const moved = live.at - live.startedAt - live.upMs;
      if (Math.abs(moved) > CLOCK_LIMIT) {
        findings.push(
          found(
            JUMPED,
            `since the platform started, the clock was set ${span(moved)} ${moved > 0 ? "forward" : "back"}`,
            `平台启动以来，系统时钟被${moved > 0 ? "拨快" : "拨慢"}了 ${span(moved)}`,
          ),
        );
      }
      const { wrongClocks, worstClock } = live.figures;
      if (wrongClocks > 0) {
        const worst = worstClock === undefined ? "" : `${worstClock.deviceId} ${span(worstClock.ahead)}`;
        findings.push(
          found(
            DEVICES_OFF,
            `device clocks that are wrong, ${wrongClocks}; the worst: ${worst}`,
            `${wrongClocks} 台设备的时钟不准，偏差最大的是 ${worst}`,
          ),
        );
      }
    }
    const server = settings["doctor.ntpServer"];
    if (server === undefined) return findings;
    const offset = await clockOffset(server, signal);
    if (Math.abs(offset) <= CLOCK_LIMIT) return findings;
    const direction = offset > 0 ? { en: "behind", zh: "慢" } : { en: "ahead of", zh: "快" };
    return [
      ...findings,
      found(
        OFF,
        `the machine's clock is ${span(offset)} ${direction.en} ${server}`,
        `本机时钟比 ${server} ${direction.zh} ${span(offset)}`,
      ),
    ];
  },
};

const span = (ms: number): string => `${(Math.abs(ms) / 1000).toFixed(1)} s`;
