import type { OperatorVerb } from "@labcanary/domain/messages";
import { actionsFor } from "../alarms/alarm-actions.ts";
import { rowsOf } from "../alarms/listing.ts";
import type { CommandWords, Me, SiteAnswer } from "../answers.ts";
import { api } from "../api.ts";
import { wordsFor } from "../asking.ts";
import { feed } from "../live/feed.svelte.ts";
import { language, t } from "../text/language.svelte.ts";
import { type Route, routeOf } from "./routes.ts";

const NOTICE_MS = 6000;

/** What can be laid over the page. */
export type Sheet = "shortcuts" | "sound" | "menu" | "more" | AlarmSheet | "out-of-service";

/** What is about the chosen alarm. */
const ALARM_SHEETS = ["shelve", "cause", "assign", "decline", "safe"] as const;
type AlarmSheet = (typeof ALARM_SHEETS)[number];

/** What this page shows besides the feed: who looks, which page, which alarm is chosen, what was said last. */
function createConsoleState() {
  let me = $state<Me | undefined>();
  let site = $state.raw<SiteAnswer | undefined>();
  let route = $state.raw<Route>(routeOf(location.pathname));
  let chosenId = $state<string | undefined>();
  const names = $derived(
    new Map(
      site?.people.flatMap(
        ({ id, name, account = id }) =>
          [
            [id, name],
            [`user:${account}`, name],
          ] as const,
      ),
    ),
  );
  let sheet = $state<Sheet | undefined>();
  let unfolded = $state.raw<ReadonlySet<string>>(new Set());
  const rows = $derived(rowsOf(feed.listing, unfolded));
  let notice = $state<string | undefined>();
  /** Version of the alarm a command was sent on: the row waits for a newer one, which comes from the journal. */
  let sent = $state.raw<ReadonlyMap<string, number>>(new Map());
  let noticeEnd: ReturnType<typeof setTimeout> | undefined;

  function say(text: string): void {
    clearTimeout(noticeEnd);
    notice = text;
    noticeEnd = setTimeout(() => {
      notice = undefined;
    }, NOTICE_MS);
  }

  let loading: Promise<void> | undefined;
  async function load(): Promise<void> {
    [me, site] = await Promise.all([api.me(), api.site()]);
  }

  const forget = (alarmId: string): void => {
    sent = new Map([...sent].filter(([id]) => id !== alarmId));
  };

  return {
    get me() {
      return me;
    },
    get site() {
      return site;
    },
    /** The name behind a person's id, or behind `user:NAME`; the same again for somebody the site does not name. */
    nameOf: (personId: string): string => names.get(personId) ?? personId,
    get route() {
      return route;
    },
    get chosenId() {
      return chosenId;
    },
    get sheet() {
      return sheet;
    },
    get notice() {
      return notice;
    },
    say,
    /** Says that something was refused, or could not be asked. */
    sayError: (error: unknown): void => say(`${t("error.title")}: ${wordsFor(error, t)}`),
    /** Somebody else is signed in on this console from now on. */
    async signedInAnew(): Promise<void> {
      me = await api.me();
    },
    /** Asks anew who looks and at which site; what is shown stays when nobody answers, and the next snapshot asks again. */
    async refresh(): Promise<void> {
      await load().catch((error: unknown) => console.error(error));
    },
    /** Resolves when it is known who looks, and at which site; asks for it where nobody has yet, or in vain. */
    ready(): Promise<void> {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
    go(path: string): void {
      history.pushState(null, "", path);
      route = routeOf(path);
    },
    followAddress(): void {
      route = routeOf(location.pathname);
    },
    choose(alarmId: string | undefined): void {
      chosenId = alarmId;
      if (ALARM_SHEETS.some((name) => name === sheet)) sheet = undefined;
    },
    /** Rows of the alarm list, those beneath an alarm where it is unfolded. */
    get rows() {
      return rows;
    },
    isUnfolded: (alarmId: string): boolean => unfolded.has(alarmId),
    fold(alarmId: string): void {
      const next = new Set(unfolded);
      if (!next.delete(alarmId)) next.add(alarmId);
      unfolded = next;
    },
    toggleSheet(name: Sheet): void {
      sheet = sheet === name ? undefined : name;
    },
    closeSheet(): void {
      sheet = undefined;
    },
    isSending(alarmId: string): boolean {
      const version = sent.get(alarmId);
      const alarm = feed.state.alarms.get(alarmId);
      return version !== undefined && alarm !== undefined && alarm.version <= version;
    },
    /** Asks the platform; the row changes when the journal has it, not before. Says why when it was refused. */
    async command(alarmId: string, verb: OperatorVerb, said?: CommandWords): Promise<boolean> {
      const alarm = feed.state.alarms.get(alarmId);
      // The feed no longer has an alarm that has ended: of that one the cause, and that the place is safe, are still to be recorded.
      const may = alarm === undefined ? verb === "close" || verb === "report-safe" : actionsFor(alarm, me?.user).includes(verb);
      if (!may) return false;
      // What is pressed by a screen that is not current is pressed by somebody who does not know what they answer.
      if (feed.stale) {
        say(t("error.not-sent"));
        return false;
      }
      if (alarm !== undefined) sent = new Map(sent).set(alarmId, alarm.version);
      try {
        // A test may end while the hand is on its way: what was meant for its alarm must not be done to a real one.
        await api.command(alarmId, verb, alarm?.test === undefined ? said : { ...said, asTest: alarm.test });
        return true;
      } catch (error) {
        forget(alarmId);
        say(`${t("error.title")}: ${wordsFor(error, t)}`);
        return false;
      }
    },
    async changeLanguage(): Promise<void> {
      await language.other().catch(() => say(t("page.failed")));
    },
    async signOut(): Promise<void> {
      await api.signOut().catch(() => undefined);
      location.assign("/");
    },
  };
}
export const desk = createConsoleState();
