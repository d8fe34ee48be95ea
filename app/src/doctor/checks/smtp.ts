import { secret } from "../../settings/load.ts";
import { type Check, found, type FindingKind } from "../check.ts";
import { askSender } from "../smtp-dialogue.ts";
import { smtpServer } from "../../platform/email-channel.ts";

const UNREACHABLE: FindingKind = {
  code: "SMTP_UNREACHABLE",
  urgency: "now",
  remedy: {
    en: "Mend email.smtp.url, or let the mail server's people look. Until then nobody is told by e-mail.",
    zh: "请更正 email.smtp.url，或联系邮件服务器管理员。在此之前无法通过邮件通知。",
  },
};
const REFUSED: FindingKind = {
  code: "SMTP_SENDER_REFUSED",
  urgency: "now",
  remedy: {
    en: "Mend user and password, or have the mail server accept the address in email.from.",
    zh: "请更正用户名和密码，或让邮件服务器接受 email.from 中的发件地址。",
  },
};

/** Whether the mail server answers, lets us in and takes our sender. No mail is sent: the session ends before any recipient. */
export const smtp: Check = {
  name: "e-mail",
  kinds: [UNREACHABLE, REFUSED],
  async look({ settings, environment }, signal) {
    const server = smtpServer(settings, environment);
    const from = settings["email.from"];
    if (server === undefined || from === undefined) return [];
    const password = secret("email.smtp.passwordFile", settings, environment);
    const outcome = await askSender(server, from, signal);
    if (outcome.kind === "accepted") return [];
    const hide = (text: string): string => (password === undefined || password === "" ? text : text.replaceAll(password, "***"));
    const said = hide(outcome.detail);
    return outcome.kind === "unreachable"
      ? [
          found(
            UNREACHABLE,
            `the mail server ${server.host}:${server.port} cannot be used: ${said}`,
            `邮件服务器 ${server.host}:${server.port} 无法使用：${said}`,
          ),
        ]
      : [found(REFUSED, `the mail server refuses us at ${outcome.step}: ${said}`, `邮件服务器在 ${outcome.step} 步骤拒绝：${said}`)];
  },
};
