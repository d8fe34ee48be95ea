import { days, plus } from "@labcanary/domain/basics";
import { rotaShortfalls } from "@labcanary/domain/notification";
import { siteTime } from "../../questions/site-time.ts";
import { type Check, found, type FindingKind, some } from "../check.ts";

const GAP: FindingKind = {
  code: "ROTA_GAP",
  urgency: "soon",
  remedy: {
    en: "Put somebody on duty for these hours in the site file: whoever the route tells next is told instead, later.",
    zh: "请在站点文件中为这些时段安排值班人员：否则要等到路线的下一步才有人收到通知。",
  },
};

/** As far ahead as the platform's own alarm looks. */
const AHEAD = days(7);

/** Hours of the coming week in which a rota that a route needs has nobody on duty. */
export const rotas: Check = {
  name: "rotas",
  kinds: [GAP],
  look({ site, now }) {
    if (!site.ok) return [];
    const time = siteTime(site.value.timeZone);
    const gaps = rotaShortfalls(site.value, now, plus(now, AHEAD)).flatMap(({ rota, gaps: all }) =>
      all.map(({ from, to }) => `${rota.id} ${time(from)} – ${time(to)}`),
    );
    if (gaps.length === 0) return [];
    const names = some(gaps, 3);
    return [found(GAP, `nobody is on duty: ${names.en}`, `无人值班：${names.zh}`)];
  },
};
