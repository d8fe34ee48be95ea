import { channelsOf, type Route, type RouteTarget, type Site } from "@labcanary/domain/site";
import { type Check, type Finding, found, type FindingKind, some } from "../check.ts";

const UNPROVEN: FindingKind = {
  code: "CONTACTS_UNPROVEN",
  urgency: "soon",
  remedy: {
    en: "Send each a test on the page People, or let the site test by itself (contactTests).",
    zh: "在“人员”页面向每人发送测试，或在站点文件中配置自动测试（contactTests）。",
  },
};
const NOBODY_PROVEN: FindingKind = {
  code: "NOBODY_PROVEN",
  urgency: "now",
  remedy: {
    en: "Send tests on the page People now: nothing shows that an alarm would reach anybody.",
    zh: "请立即在“人员”页面发送测试：目前没有任何证据表明报警能送达任何人。",
  },
};
const UNREACHABLE: FindingKind = {
  code: "CONTACTS_WITHOUT_ADDRESS",
  urgency: "soon",
  remedy: {
    en: "Give them a phone, an e-mail address or an endpoint in the site file.",
    zh: "请在站点文件中为其填写电话、邮箱或端点。",
  },
};
const ROUTES_UNPROVEN: FindingKind = {
  code: "ROUTES_UNPROVEN",
  urgency: "soon",
  remedy: {
    en: "Try the route on the page Routes, which tests everybody it would tell.",
    zh: "在“通知路线”页面试走该路线，它会测试其中每一个人。",
  },
};
const CHANNEL_FAILING: FindingKind = {
  code: "CHANNEL_FAILING",
  urgency: "now",
  remedy: {
    en: "Open the page Channels: it says what the provider answers. Until it is mended, people are told by their other addresses only.",
    zh: "打开“通道”页面查看服务商的应答。修复之前只能通过其他方式通知人员。",
  },
};

/** Whether people are proven to be reached, and by which routes nobody is. */
export const contacts: Check = {
  name: "contacts and routes",
  kinds: [NOBODY_PROVEN, CHANNEL_FAILING, UNPROVEN, ROUTES_UNPROVEN, UNREACHABLE],
  needsLive: true,
  look({ live, site }) {
    if (live === undefined) return [];
    const findings: Finding[] = live.channels
      .filter(({ healthy }) => !healthy)
      .map(({ channel, detail }) => found(CHANNEL_FAILING, `the channel ${channel} fails: ${detail}`, `通道 ${channel} 故障：${detail}`));
    const proven = new Set(live.contacts.filter(({ isProven }) => isProven).map(({ personId }) => personId));
    const known = new Set(live.contacts.map(({ personId }) => personId));
    const unproven = [...known].filter((id) => !proven.has(id));
    const names = some(unproven);
    if (known.size > 0 && proven.size === 0)
      findings.push(found(NOBODY_PROVEN, `nobody is proven to be reached: ${names.en}`, `没有任何人被证实可以送达：${names.zh}`));
    else if (unproven.length > 0)
      findings.push(found(UNPROVEN, `not proven to be reached within 30 days: ${names.en}`, `30 天内未证实可送达：${names.zh}`));
    if (!site.ok) return findings;
    const silent = some(site.value.people.filter((person) => channelsOf(person).length === 0).map(({ id }) => id));
    if (silent.en !== "")
      findings.push(found(UNREACHABLE, `nothing is known to reach ${silent.en} by`, `没有可用的联系方式：${silent.zh}`));
    if (proven.size === 0) return findings;
    const present = site.value;
    const routes = some(
      (present.routes ?? [])
        .filter((route) => {
          const told = toldBy(route, present);
          return told.length > 0 && !told.some((id) => proven.has(id));
        })
        .map(({ id }) => id),
    );
    if (routes.en !== "")
      findings.push(
        found(
          ROUTES_UNPROVEN,
          `nobody whom these routes may tell is proven to be reached: ${routes.en}`,
          `这些路线可能通知的人员均未证实可送达：${routes.zh}`,
        ),
      );
    return findings;
  },
};

/** Everybody a route may ever tell, whatever the zone, the hour and the turn. */
const toldBy = ({ steps, last }: Route, site: Site): readonly string[] =>
  [...steps, last].flatMap(({ whom }) => whom.flatMap((target) => peopleOf(target, site)));

function peopleOf(target: RouteTarget, site: Site): readonly string[] {
  switch (target.kind) {
    case "contact":
      return [target.personId];
    case "rota":
      return (site.rotas ?? []).flatMap(({ id, shifts }) => (id === target.rotaId ? shifts.flatMap(({ people }) => people) : []));
    case "security-centre":
      return site.securityCentre;
    case "responsible":
    case "deputy": {
      const { kind } = target;
      return site.zones.flatMap((zone) => zone[kind] ?? []);
    }
  }
}
