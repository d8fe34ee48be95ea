import type { Alerting } from "@labcanary/alerting";
import { type Alarm, zoneOfSource } from "@labcanary/domain/alarm";
import { elapsed, plus } from "@labcanary/domain/basics";
import type { CommandOutcome, OperatorCommand } from "@labcanary/domain/messages";
import type { Clock } from "@labcanary/domain/ports";
import type { Person, Site, Zone } from "@labcanary/domain/site";
import { type Deed, type Directory, isFor, type PersonDeed, type Story, type StoryLine, type Who, whoText } from "@labcanary/firmware-sim";
import type { RecordingChannels } from "./recording-channel.ts";

/** The people of a story: they do what it says, each at their time. */
export interface People {
  /** Puts their deeds on the clock. */
  begin(): void;
  /** What followed from the last deeds has come to rest: looks whether answers were taken. */
  settled(): void;
  /** Why deeds could not be done, by their line. */
  readonly refused: ReadonlyMap<number, string>;
  /** How many they have done so far. */
  readonly deeds: number;
}

interface Deps {
  readonly alerting: Pick<Alerting, "list" | "command" | "journal">;
  readonly phones: RecordingChannels;
  readonly site: Site;
  readonly clock: Clock;
}

type Line<Kind extends StoryLine["kind"]> = Extract<StoryLine, { kind: Kind }>;

export function createPeople(story: Story, { alerting, phones, site, clock }: Deps): People {
  const refused = new Map<number, string>();
  const directory = directoryOf(site);
  /** Answers that were sent, and not looked after yet. */
  let answered: readonly { readonly line: number; readonly person: Person }[] = [];
  let looked = 0;
  let deeds = 0;

  const refuse = (line: number, why: string): void => void refused.set(line, why);

  function carryOut(line: Line<"person">): void {
    deeds++;
    if (line.deed.verb === "answer") return answer(line, line.deed.words);
    const { rule } = line.deed;
    const alarms = alerting.list().filter((alarm) => (rule === undefined || ruleOf(alarm) === rule) && isTheirs(line.who, alarm));
    if (alarms.length === 0) return refuse(line.line, rule === undefined ? "there was no alarm then" : `there was no alarm ${rule} then`);
    const outcomes = alarms.map((alarm, index) => alerting.command(commandOf(line, line.deed, alarm, index)));
    if (outcomes.some(({ ok }) => ok)) return;
    const [first] = outcomes.filter((outcome) => !outcome.ok);
    refuse(line.line, refusalOf(first));
  }

  /** Where the story says a role, it means the one who has it for that alarm. */
  const isTheirs = (who: Who, { source }: Alarm): boolean =>
    who.kind !== "responsible" && who.kind !== "deputy" ? true : doerIn(who, zoneOfSource(source)) !== undefined;

  function doerIn(who: Who, zoneId: string | undefined): string | undefined {
    switch (who.kind) {
      case "person":
        return who.id;
      case "responsible":
        return zoneId === undefined ? undefined : directory.responsibleOf(zoneId);
      case "deputy":
        return zoneId === undefined ? undefined : directory.deputyOf(zoneId);
      case "security-centre":
      case "anybody":
        return site.securityCentre[0];
      case "role":
        return site.people.find(({ roles }) => roles?.includes(who.role))?.id;
      case "number":
        return site.people.find(({ phone }) => phone === who.number)?.id;
    }
  }

  function commandOf({ who, line }: PersonDeed & { readonly line: number }, deed: Deed, alarm: Alarm, index: number): OperatorCommand {
    const id = doerIn(who, zoneOfSource(alarm.source)) ?? whoText(who);
    const by = site.people.find((person) => person.id === id)?.account ?? id;
    const given = { kind: "operator-command", id: `story-${line}-${index}`, alarmId: alarm.id, by } as const;
    switch (deed.verb) {
      case "shelve":
        return { ...given, verb: deed.verb, until: plus(clock.now(), deed.span), reason: deed.reason };
      case "close":
        return { ...given, verb: deed.verb, cause: deed.cause };
      case "acknowledge":
      case "attend":
      case "reset":
      case "unshelve":
        return { ...given, verb: deed.verb };
      case "answer":
        throw new Error("an answer is no command");
    }
  }

  /** To the newest text they were sent that can be answered. */
  function answer({ line, who }: Line<"person">, words: string): void {
    const zones = site.zones.map(({ id }) => id);
    const text = phones.accepted.findLast(
      ({ personId, channel, parts }) => channel === "sms" && parts.replyCode !== "" && isFor(who, { personId, zones }, directory),
    );
    const person = site.people.find(({ id }) => id === text?.personId);
    if (text === undefined || person === undefined) return refuse(line, `${whoText(who)} had no text to answer`);
    phones.reply({
      channel: "sms",
      from: text.address,
      text: words === "" ? text.parts.replyCode : `${words} ${text.parts.replyCode}`,
      providerRef: `story-${line}`,
      at: clock.now(),
    });
    answered = [...answered, { line, person }];
  }

  function disturb({ personId, arrive }: Line<"texts">): void {
    if (personId === undefined) phones.setGateway(arrive);
    else phones.setArriving(personId, arrive);
  }

  return {
    refused,
    get deeds() {
      return deeds;
    },
    begin() {
      for (const line of story.lines) {
        if (line.kind === "person") clock.after(elapsed(clock.now(), line.at), () => carryOut(line));
        if (line.kind === "texts") clock.after(elapsed(clock.now(), line.at), () => disturb(line));
      }
    },
    settled() {
      if (answered.length === 0) return;
      const said = answered;
      answered = [];
      const lines = alerting.journal({ limit: LINES_OF_AN_ANSWER }).filter(({ number }) => number > looked);
      looked = lines.at(-1)?.number ?? looked;
      for (const { line, person } of said) {
        const refusal = lines.find(({ kind, actor }) => kind === "reply-refused" && actor === `person:${person.id}`);
        if (refusal !== undefined) refuse(line, `the answer was refused: ${String(refusal.detail["code"])}`);
      }
    },
  };
}

/** Lines an answer and what follows from it may make in the journal. Chosen: many more than the alarms one text is of. */
const LINES_OF_AN_ANSWER = 200;

const ruleOf = ({ source }: Alarm): string => (source.kind === "rule" ? source.ruleId : source.condition);

const refusalOf = (outcome: CommandOutcome | undefined): string =>
  outcome === undefined || outcome.ok ? "it was refused" : outcome.error.message;

/** The people of a site, as expectations speak of them. */
export function directoryOf(site: Site): Directory {
  const zones = new Map(site.zones.map((zone): [string, Zone] => [zone.id, zone]));
  const people = new Map(site.people.map((person): [string, Person] => [person.id, person]));
  return {
    responsibleOf: (zoneId) => zones.get(zoneId)?.responsible,
    deputyOf: (zoneId) => zones.get(zoneId)?.deputy,
    securityCentre: site.securityCentre,
    phoneOf: (personId) => people.get(personId)?.phone,
    rolesOf: (personId) => people.get(personId)?.roles ?? [],
  };
}
