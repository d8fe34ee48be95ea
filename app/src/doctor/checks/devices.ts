import { type Check, found, type FindingKind, some } from "../check.ts";

const NOT_ENROLLED: FindingKind = {
  code: "DEVICES_NOT_ENROLLED",
  urgency: "soon",
  remedy: {
    en: "Give each a token: labcanary device enrol ID, or on the page Devices. Without one it cannot connect.",
    zh: "请为其发放令牌：labcanary device enrol ID，或在“设备”页面操作。没有令牌无法连接。",
  },
};
const NEVER_HEARD: FindingKind = {
  code: "DEVICES_NEVER_HEARD",
  urgency: "soon",
  remedy: {
    en: "Its token was never used, or nothing it says is taken: look at the last refusals on the page Health, and at the device.",
    zh: "令牌从未使用，或其上报未被接受：请查看“系统健康”页面的拒收记录并检查设备。",
  },
};
const LEFT_OVER: FindingKind = {
  code: "DEVICES_LEFT_OVER",
  urgency: "advice",
  remedy: {
    en: "Take their tokens away on the page Devices: the site does not describe them as devices that sign in themselves, and they may still connect.",
    zh: "请在“设备”页面收回令牌：站点中这些设备不存在或不自行登录，但仍可凭令牌连接。",
  },
};

/** Devices that cannot connect, that never have, and that still could. */
export const devices: Check = {
  name: "devices",
  kinds: [NOT_ENROLLED, NEVER_HEARD, LEFT_OVER],
  needsLive: true,
  look({ live }) {
    if (live === undefined) return [];
    const { notEnrolled, neverHeard, leftOver } = live.devices;
    return [
      { those: notEnrolled, kind: NOT_ENROLLED, en: "devices without a token", zh: "台设备没有令牌" },
      { those: neverHeard, kind: NEVER_HEARD, en: "devices with a token that were never heard", zh: "台设备有令牌但从未上报" },
      { those: leftOver, kind: LEFT_OVER, en: "tokens of no device that signs in", zh: "个令牌不属于任何需要登录的设备" },
    ].flatMap(({ those, kind, en, zh }) => {
      if (those.count === 0) return [];
      const names = some(those.first);
      return [found(kind, `${en}, ${those.count}: ${names.en}`, `${those.count} ${zh}：${names.zh}`)];
    });
  },
};
