import { INBOUND_REFUSALS, INSTALLATION_KEY_ERRORS, JOURNAL_FINDINGS } from "@labcanary/alerting";
import { BROKER_REFUSALS, BROKER_START_ERRORS, type BrokerRefusal, whereRefused } from "@labcanary/broker";
import { HTTP_ERRORS, SOCKET_REFUSALS, START_ERRORS, USER_ERRORS } from "@labcanary/dashboard";
import { SYSTEM_CONDITIONS } from "@labcanary/domain/alarm";
import { LANGUAGES } from "@labcanary/domain/basics";
import { COMMAND_REFUSALS, COMMISSIONING_REFUSALS, SERVICE_REFUSALS, TOPICS } from "@labcanary/domain/messages";
import { composeMessage, REPLY_REFUSALS, smsSize } from "@labcanary/domain/notification";
import { METRICS } from "@labcanary/domain/ports";
import { CONVERSION_ERRORS } from "@labcanary/domain/quantity";
import { SITE_PROBLEMS } from "@labcanary/domain/site";
import { DECODE_ERRORS } from "@labcanary/domain/telemetry";
import { LOG_ERRORS } from "@labcanary/ingest";
import { PACK_FIELDS } from "../dashboard/src/safety/evidence/custody-month-routes.ts";
import { EXPORT_COLUMNS } from "../dashboard/src/safety/substance-export.ts";
import { DRILL_STORY_PROBLEMS } from "../app/src/drills/story.ts";
import { ADOPTION_PROBLEMS } from "../app/src/onboarding/adoption.ts";
import { REPLACEMENT_PROBLEMS } from "../app/src/onboarding/replacement.ts";
import { CSV_PROBLEMS } from "../app/src/onboarding/read-csv.ts";
import { DATA_LOCK_ERRORS } from "../app/src/platform/data-lock.ts";
import { DEVICE_FILE_ERRORS } from "../app/src/platform/device-file-lock.ts";
import { SECRET_ENVIRONMENT, SETTINGS } from "../app/src/settings/table.ts";
import { shippedNames } from "../app/src/site/library.ts";
import { FILE_PROBLEMS } from "../app/src/yaml-source.ts";
import { EFFECT_ROWS, EFFECTS, MANNERS, type Manner, SAMPLE_EFFECTS } from "./sample-effects.ts";
import { ALARM_SAMPLES, ANSWER_SAMPLES } from "./message-samples.ts";
import { rowsOf } from "./shipped-profiles.ts";
import { SENTENCES_PAGE } from "./sentences-reference.ts";
import { SIMULATION_PAGE } from "./simulation-reference.ts";

interface Page {
  readonly title: string;
  readonly introduction: string;
  readonly sections: readonly Section[];
}

interface Section {
  readonly title: string;
  readonly introduction: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The pages of `docs/reference`, each section taken from the table in the code that the product itself uses. */
const PAGES: Readonly<Record<string, Page>> = {
  "sentences.md": SENTENCES_PAGE,
  "simulation.md": SIMULATION_PAGE,
  "errors.md": {
    title: "Errors",
    introduction: "Every code with which LabCanary refuses something or raises an alarm about itself. Codes stay; wording may change.",
    sections: [
      {
        title: "MQTT",
        introduction: "Counted as `labcanary_refused_total{where,reason}`.",
        columns: ["Where", "Reason", "Meaning"],
        rows: Object.entries(BROKER_REFUSALS).map(([reason, meaning]) => [whereRefused(reason as BrokerRefusal), code(reason), meaning]),
      },
      codes("Readings", 'Counted as `labcanary_refused_total{where="decode",reason}` and kept among the last rejects.', DECODE_ERRORS),
      codes("Unit conversion", "Told when a site file or a sample asks for a conversion that does not exist.", CONVERSION_ERRORS),
      codes("Files", "Told with file, line, key and a way out.", FILE_PROBLEMS),
      codes("Scenarios of drills", "Told by `labcanary check` and in the log, with what would be right.", DRILL_STORY_PROBLEMS),
      codes("Adopting a device", "Told by `labcanary device adopt`, with what would be right.", ADOPTION_PROBLEMS),
      codes("Replacing a device", "Told by `labcanary device replace`, with what would be right.", REPLACEMENT_PROBLEMS),
      codes("Tables of devices", "Told by `labcanary device import`, with line, column and what would be right.", CSV_PROBLEMS),
      codes("Site files", "Told by `labcanary check`, with file, line, key and a way out.", SITE_PROBLEMS),
      {
        title: "HTTP",
        introduction: 'The `code` of the answer; counted as `labcanary_refused_total{where="http",reason}`.',
        columns: ["Code", "Status", "Meaning"],
        rows: Object.entries(HTTP_ERRORS).map(([name, { status, meaning }]) => [code(name), String(status), meaning]),
      },
      codes("Live feed", 'Counted as `labcanary_refused_total{where="socket",reason}`.', SOCKET_REFUSALS),
      codes("Operator commands", "Why an alarm cannot be acted on as asked.", COMMAND_REFUSALS),
      codes("Out of service", "Why a signal is not taken out of service, or put back, as asked.", SERVICE_REFUSALS),
      codes("Commissioning", "Why a signal is not tested, or its test not signed, as asked.", COMMISSIONING_REFUSALS),
      codes("Delivery reports", "Why a report of an SMS gateway was not taken.", INBOUND_REFUSALS),
      codes(
        "Answers",
        'Why what somebody answered to a text was not carried out: journaled with the number masked, at most once a minute for each sender and reason, and counted as `labcanary_refused_total{where="reply",reason}`.',
        REPLY_REFUSALS,
      ),
      codes("Users", "Told by `labcanary user`.", USER_ERRORS),
      codes("Devices' tokens", "Told by `labcanary device`.", DEVICE_FILE_ERRORS),
      codes("Journal", "Told by `labcanary journal verify`.", JOURNAL_FINDINGS),
      codes("Starting", "Mistakes in the configuration that keep the platform from starting.", {
        ...BROKER_START_ERRORS,
        ...START_ERRORS,
        ...DATA_LOCK_ERRORS,
        ...INSTALLATION_KEY_ERRORS,
        ...LOG_ERRORS,
      }),
      {
        title: "System alarms",
        introduction: "Conditions of the platform itself, raised and cleared like any other alarm.",
        columns: ["Condition", "English", "中文"],
        rows: Object.entries(SYSTEM_CONDITIONS).map(([name, text]) => [code(name), text.en, text.zh]),
      },
    ],
  },
  "substance-export.md": {
    title: "Export of controlled substances",
    introduction:
      'What the safety office gives an authority of one regime and span, as CSV or JSON. The journal has who exported it and the SHA-256 of the file (`substances-exported`). JSON: `{"format": "labcanary-substances-1", "site", "regime", "from", "to", "signedBy", "signedAt", "signed", "whole", "zones"?, "mapping"?, "records": [{column: text}]}`, times ISO 8601. `signed` is what the signature means (approved); `whole` is false where who signed is limited to `zones`, and records of elsewhere are left out. The same stands beside a CSV, as one line of JSON with the number of `records` and the `sha256` of the CSV: in the header `x-export-head` of the answer, which the page saves as `NAME.csv.json`; and in the line of the journal. With the mapping file of an authority, its headers stand for the columns: `{"name", "columns": [{"header", "from": column | "value": text, "words"?: {ours: theirs}}]}`.',
    sections: [
      {
        title: "Columns",
        introduction: "Each is a text. In CSV none begins with what a spreadsheet takes for a formula.",
        columns: ["Column", "What it has"],
        rows: Object.entries(EXPORT_COLUMNS).map(([name, meaning]) => [code(name), meaning]),
      },
      {
        title: "The pack of a month",
        introduction:
          "What the platform files of a month, `GET /api/v1/custody-months/{number}/pack.json`. The CSV beside it has the columns above, without a mapping. The journal has who took one and its SHA-256.",
        columns: ["Field", "What it has"],
        rows: Object.entries(PACK_FIELDS).map(([name, meaning]) => [code(name), meaning]),
      },
    ],
  },
  "configuration.md": {
    title: "Configuration",
    introduction: "`labcanary.yaml` describes the installation; dots in a key are levels of the file. The environment wins over the file.",
    sections: [
      {
        title: "Settings",
        introduction: "A setting without a default is off until it is given.",
        columns: ["Key", "Environment", "Default", "Meaning"],
        rows: Object.entries(SETTINGS).map(([key, setting]) => [
          code(key),
          code(setting.environment),
          setting.default === undefined ? "" : code(String(setting.default)),
          setting.description,
        ]),
      },
      {
        title: "Secrets",
        introduction: "Never in `labcanary.yaml`: each comes from a file that a setting names, or from the environment.",
        columns: ["Setting that names a file", "Environment"],
        rows: Object.entries(SECRET_ENVIRONMENT).map(([key, environment]) => [code(key), code(environment)]),
      },
    ],
  },
  "metrics.md": {
    title: "Metrics",
    introduction: "Served in the Prometheus format at `/metrics` of the operations listener.",
    sections: [
      {
        title: "All metrics",
        introduction: "A metric without labels has one series.",
        columns: ["Metric", "Type", "Labels", "Meaning"],
        rows: Object.entries(METRICS).map(([name, { type, labels, help }]) => [code(name), type, labels.map(code).join(", "), help]),
      },
    ],
  },
  "profiles.md": {
    title: "Profiles",
    introduction:
      "Kinds of signals that come along with the platform; `include: [labcanary:gases]` brings a file of them into a site ([how](../guides/site-files.md#profiles-that-come-along)). " +
      "Figures to start from, not legal or medical advice: check them against the edition in force where you are.",
    sections: shippedNames()
      .map((library) => ({
        title: library,
        introduction: `Include \`${library}\`.`,
        columns: ["Profile", "Rule", "Alarm when", "Basis", "Source"],
        rows: rowsOf(library),
      }))
      .filter(({ rows }) => rows.length > 0),
  },
  "sample-effects.md": {
    title: "Effects of samples",
    introduction:
      "What a sample does to each kind of rule when it is not simply fresh and good. Every cell is found out by a test on the real decoder and rules. " +
      "Why late samples wake nobody is in [decision 2](../decisions/0002-late-readings-and-wrong-clocks.md), what a gas detector says that is no measurement in " +
      "[decision 13](../decisions/0013-what-a-gas-detector-says.md).",
    sections: [
      {
        title: "How a sample can come",
        introduction: "More than one can be so at once; what is no value, and what is late, is so whatever else it is.",
        columns: ["Sample", "Is"],
        rows: Object.entries(MANNERS).map(([manner, meaning]) => [code(manner), meaning]),
      },
      {
        title: "What can become of it",
        introduction: "In all cases what was said is kept in the history, save what is refused and what is a repeat.",
        columns: ["Effect", "Means"],
        rows: Object.entries(EFFECTS).map(([effect, meaning]) => [code(effect), meaning]),
      },
      {
        title: "Effects",
        introduction: "A limit has a row for each direction, and for each figure that it can be set on.",
        columns: ["Rule", ...Object.keys(MANNERS)],
        rows: EFFECT_ROWS.map((row) => [code(row), ...Object.keys(MANNERS).map((manner) => SAMPLE_EFFECTS[row][manner as Manner])]),
      },
    ],
  },
  "texts.md": {
    title: "Texts",
    introduction:
      "What people read, as it is sent by text message: one part where that can be (160 characters of GSM-7, 70 of UCS-2), " +
      "with mark, value, limit and codes whole. Links, numbers to call and `【】` of a site's own words are left out, since providers refuse them. " +
      "How to answer is in [the guide](../guides/answering-texts.md).",
    sections: [
      {
        title: "Alarms",
        introduction: "The same alarm, 21.3 %LEL against 20, as each reads it.",
        columns: ["When", "English", "中文"],
        rows: ALARM_SAMPLES.map(sampleRow),
      },
      {
        title: "Answers",
        introduction: "What comes back to whoever answered; nothing does to numbers the site does not know.",
        columns: ["After", "English", "中文"],
        rows: ANSWER_SAMPLES.map(sampleRow),
      },
    ],
  },
  "topics.md": {
    title: "Topics",
    introduction:
      "MQTT 3.1.1. `{deviceId}` is 1 to 64 of `A-Z a-z 0-9 . _ -` and the name the device signs in with: it publishes below its own branch only, a [gateway](../guides/devices-already-owned.md) below its own filters as well.",
    sections: [
      {
        title: "All topics",
        introduction:
          "What a device publishes elsewhere in its branch is put aside; outside of it the device is cut off. Each is counted under a reason of [MQTT](errors.md#mqtt).",
        columns: ["Topic", "From", "Retained", "What"],
        rows: Object.values(TOPICS).map(({ topic, from, retained, meaning }) => [code(topic), from, retained ? "yes" : "no", meaning]),
      },
    ],
  },
};

/** File name in `docs/reference` → its whole text. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map(Object.entries(PAGES).map(([file, page]) => [file, textOf(page)]));
}

/** A text in each language, with the characters it takes. */
function sampleRow({ when, of }: (typeof ALARM_SAMPLES)[number]): readonly string[] {
  const texts = LANGUAGES.map((language) => composeMessage(of(language)).text);
  return [
    when,
    ...texts.map((text) => {
      const { units, parts } = smsSize(text);
      return parts === 1 ? `${text} (${units})` : `${text} (${units}, in ${parts} parts)`;
    }),
  ];
}

/** A table of codes and what each says. */
function codes(title: string, introduction: string, table: Readonly<Record<string, string>>): Section {
  return { title, introduction, columns: ["Code", "Meaning"], rows: Object.entries(table).map(([name, meaning]) => [code(name), meaning]) };
}

function code(text: string): string {
  return `\`${text}\``;
}

function textOf({ title, introduction, sections }: Page): string {
  const notice = "<!-- Written by `npm run references` from the code; a test holds the two equal. -->";
  return [`# ${title}`, notice, introduction, ...sections.flatMap(linesOf)].join("\n\n") + "\n";
}

function linesOf({ title, introduction, columns, rows }: Section): readonly string[] {
  const lines = [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`);
  return [`## ${title}`, introduction, lines.join("\n")];
}

const escaped = (cell: string): string => cell.replaceAll("|", "\\|");
