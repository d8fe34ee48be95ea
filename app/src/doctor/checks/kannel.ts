import { SaxesParser } from "saxes";
import { type Check, found, type FindingKind } from "../check.ts";
import { causeOf } from "./influx.ts";

const UNREACHABLE: FindingKind = {
  code: "KANNEL_UNREACHABLE",
  urgency: "now",
  remedy: {
    en: "Start Kannel's bearerbox and smsbox, or mend the address. While it is away nobody gets a text by it.",
    zh: "请启动 Kannel 的 bearerbox 和 smsbox，或更正地址。在此期间无法通过它发送短信。",
  },
};
const SMSC_DOWN: FindingKind = {
  code: "KANNEL_SMSC_DOWN",
  urgency: "now",
  remedy: {
    en: "Look into Kannel's log for why the line to the operator is down; check SIM, modem or the operator's account.",
    zh: "查看 Kannel 日志中与运营商断线的原因；检查 SIM 卡、调制解调器或运营商账户。",
  },
};
const STATUS_UNREADABLE: FindingKind = {
  code: "KANNEL_STATUS_UNREADABLE",
  urgency: "soon",
  remedy: {
    en: "Mend doctor.kannelStatusUrl (status-password and the allowed addresses in Kannel's core group): until then a line that is down is not seen here.",
    zh: "请更正 doctor.kannelStatusUrl（参见 Kannel core 组中的 status-password 和允许访问的地址）：在此之前无法在此发现线路中断。",
  },
};
const STATUS_UNSET: FindingKind = {
  code: "KANNEL_STATUS_UNSET",
  urgency: "advice",
  remedy: {
    en: "Set doctor.kannelStatusUrl to http://127.0.0.1:13000/status.xml (Kannel's admin-port), so that a line that is down is seen here.",
    zh: "把 doctor.kannelStatusUrl 设为 http://127.0.0.1:13000/status.xml（Kannel 的 admin-port），以便在此发现线路中断。",
  },
};

/** Kannel: whether its sendsms listener and its status page answer, and how its lines to operators are. */
export const kannel: Check = {
  name: "Kannel",
  kinds: [UNREACHABLE, SMSC_DOWN, STATUS_UNREADABLE, STATUS_UNSET],
  async look({ settings }, signal) {
    const [url, statusUrl] = [settings["sms.kannel.url"], settings["doctor.kannelStatusUrl"]];
    if (url === undefined) return [];
    const addresses = statusUrl === undefined ? [url] : [url, statusUrl];
    const answers = await Promise.all(addresses.map((address) => ask(address, signal)));
    const unreachable = answers.flatMap(({ address, failed }) =>
      failed === undefined
        ? []
        : [found(UNREACHABLE, `Kannel at ${address} does not answer: ${failed}`, `Kannel（${address}）没有应答：${failed}`)],
    );
    if (statusUrl === undefined)
      return [...unreachable, found(STATUS_UNSET, "nobody asks Kannel how its lines to operators are", "未配置 Kannel 线路状态的查询")];
    const status = answers[1];
    if (status?.failed !== undefined) return unreachable;
    const smscs = status?.text === undefined ? undefined : smscsIn(status.text);
    if (smscs === undefined) {
      const [en, zh] = status?.text === undefined ? [`HTTP ${status?.code}`, `HTTP ${status?.code}`] : ["no XML", "不是 XML"];
      return [
        ...unreachable,
        found(STATUS_UNREADABLE, `Kannel's status at ${statusUrl} cannot be read: ${en}`, `无法读取 Kannel 状态页（${statusUrl}）：${zh}`),
      ];
    }
    const down = smscs.filter(({ status }) => !status.startsWith("online"));
    if (smscs.length === 0) down.push({ id: "?", status: "Kannel names no SMSC" });
    return [
      ...unreachable,
      ...down.map(({ id, status }) =>
        found(SMSC_DOWN, `Kannel's SMSC ${id} is not online: ${status}`, `Kannel 的短信中心 ${id} 不在线：${status}`),
      ),
    ];
  },
};

/** Any answer at all says that the listener is there: without a text to send it refuses, and sends nothing. */
async function ask(address: string, signal: AbortSignal) {
  try {
    const answer = await fetch(address, { signal });
    const text = await answer.text();
    const { ok, status: code } = answer;
    return { address, code, text: ok ? text : undefined, failed: ok || code < 500 ? undefined : `HTTP ${code}` };
  } catch (error) {
    return { address, failed: causeOf(error) };
  }
}

/**
 * The lines of Kannel's `status.xml`: `gateway/smscs/smsc` with `id` (`admin-id` before it where both are there) and `status`, such as
 * `online 120s` or `re-connecting` (Kannel user guide 1.4.5, "Using the HTTP interface to Kannel"). Undefined where it is no XML.
 */
function smscsIn(xml: string): { id: string; status: string }[] | undefined {
  const smscs: { id: string; status: string }[] = [];
  const path: string[] = [];
  let text = "";
  const parser = new SaxesParser();
  let isXml = true;
  parser.on("error", () => {
    isXml = false;
  });
  parser.on("opentag", ({ name }) => {
    path.push(name);
    text = "";
    if (path.join("/") === "gateway/smscs/smsc") smscs.push({ id: "", status: "" });
  });
  parser.on("text", (more) => {
    text += more;
  });
  parser.on("closetag", () => {
    const last = smscs.at(-1);
    const place = path.join("/");
    if (last !== undefined && place === "gateway/smscs/smsc/id") last.id = text.trim();
    if (last !== undefined && place === "gateway/smscs/smsc/status") last.status = text.trim();
    path.pop();
  });
  parser.write(xml).close();
  return isXml ? smscs : undefined;
}
