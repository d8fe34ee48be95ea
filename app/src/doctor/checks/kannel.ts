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
  kinds: [UNREACHABLE, SMSC_DOWN, STATUS_UNSET],
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
    const text = answers[1]?.text;
    if (text === undefined) return unreachable;
    const smscs = smscsIn(text);
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
    return { address, text: answer.ok ? text : undefined, failed: answer.ok || answer.status < 500 ? undefined : `HTTP ${answer.status}` };
  } catch (error) {
    return { address, failed: causeOf(error) };
  }
}

/**
 * The lines of Kannel's `status.xml`: `gateway/smscs/smsc` with `id` (`admin-id` before it where both are there) and `status`, such as
 * `online 120s` or `re-connecting` (Kannel user guide 1.4.5, "Using the HTTP interface to Kannel"). Throws where it is no XML.
 */
function smscsIn(xml: string): { id: string; status: string }[] {
  const smscs: { id: string; status: string }[] = [];
  const path: string[] = [];
  let text = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
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
  return smscs;
}
