import { createHash } from "node:crypto";
import type { EpochMs } from "@labcanary/domain/basics";
import MailComposer from "nodemailer/lib/mail-composer";
import { CHART_ID, htmlBody, type MailFacts, plainBody, subjectOf } from "./email-content.ts";

/** A whole mail, as it goes over the wire. */
export function composeMail(facts: MailFacts, { from, at }: { readonly from: string; readonly at: EpochMs }): Promise<Buffer> {
  const { notification, chart } = facts;
  const domain = domainOf(from);
  const thread = notification.alarmId === "" ? undefined : mailId("alarm", notification.alarmId, domain);
  const composer = new MailComposer({
    from: { name: "LabCanary", address: from },
    to: { name: "", address: notification.address },
    subject: subjectOf(notification),
    date: new Date(at),
    // The same notification again, as after a crash, is the same mail to whoever looks at it.
    messageId: mailId("notification", notification.id, domain),
    ...(thread === undefined ? {} : { references: [thread], inReplyTo: thread }),
    headers: {
      "Auto-Submitted": "auto-generated", // RFC 3834: no holiday reply to it
      ...(isUrgent(facts) ? { Importance: "high", "X-Priority": "1 (Highest)" } : {}),
    },
    text: plainBody(facts),
    html: htmlBody(facts),
    attachments:
      chart.kind === "painted"
        ? [
            {
              cid: CHART_ID,
              filename: "chart.png",
              contentType: "image/png",
              contentDisposition: "inline",
              content: Buffer.from(chart.png),
            },
          ]
        : [],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

const isUrgent = ({ notification: { kind, priority, lifeSafety, simulated } }: MailFacts): boolean =>
  kind === "alarm" && !simulated && (priority === "critical" || lifeSafety);

/** The same for the same thing; a hash, so that no name of a person or place is in a header. */
const mailId = (what: string, id: string, domain: string): string =>
  `<${what}-${createHash("sha256").update(id).digest("hex").slice(0, ID_CHARACTERS)}@${domain}>`;
/** 16 of the 32 bytes. */
const ID_CHARACTERS = 32;

export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/** Longest address (RFC 5321, 4.5.3.1.3: a path of 256 octets with its brackets). */
const LONGEST_ADDRESS = 254;

/**
 * Whether it is one address and nothing else: no name, no list, no line end. Quoted local parts, which nobody has, are left out;
 * a mailbox of letters beyond ASCII would need SMTPUTF8, which is not spoken here.
 */
export const isMailAddress = (address: string): boolean =>
  address.length <= LONGEST_ADDRESS && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(address);
