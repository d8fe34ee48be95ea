import { isOfDrill } from "@labcanary/domain/alarm";
import { type EpochMs, epochMs, type Result } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import type { QuestionRefusal, RuleQuestions } from "../rule-questions.ts";
import { explanationOfAlarm } from "./alarm-explanation.ts";
import type { Scope } from "../accounts/scope.ts";
import { alarmWithin, lineWithin } from "../accounts/scope-telling.ts";
import { HttpError } from "./http-errors.ts";
import { indexOf } from "./site-index.ts";
import { scopeOfRequest } from "./session-of-request.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

const ALARM_ID = Type.Object({ id: Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }) });
const SIGNAL_PARAMS = Type.Object({ deviceId: Type.String({ maxLength: 64 }), signal: Type.String({ maxLength: 128 }) });
const AT_QUERY = Type.Object({ at: Type.String() }, { additionalProperties: false });

/** Epoch milliseconds, or ISO 8601 with its offset. */
const TIME = Type.Union([Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.String({ maxLength: 40 })]);
const BACKTEST = Type.Object(
  {
    rule: Type.String({ minLength: 1, maxLength: 256 }),
    from: TIME,
    to: TIME,
    // What a key may become is checked as a site file is, with its words.
    change: Type.Optional(
      Type.Record(Type.String({ pattern: "^[A-Za-z]+(?:\\.[A-Za-z]+)*$" }), Type.Unknown(), {
        maxProperties: 20,
        additionalProperties: false,
        description: "keys of the rule in the words of a site file: setpoint, deadband, onDelay (5min), of.over",
      }),
    ),
  },
  { additionalProperties: false },
);

export interface QuestionRouteDeps {
  readonly clock: Clock;
  readonly desk: AlarmDesk;
  readonly questions: RuleQuestions;
  readonly site: () => Site;
}

/** Why there is an alarm, why there was one or none at a time, and what a changed rule would have done. */
export function questionRoutes(app: App, { clock, desk, questions, site }: QuestionRouteDeps): void {
  app.get(
    "/api/v1/alarms/:id/explanation",
    {
      config: { access: "look" },
      schema: {
        summary: "Why an alarm came: the rule and its version, and what decided at each turn, with the samples",
        tags: ["alarms"],
        params: ALARM_ID,
      },
    },
    async (request) => {
      const alarm = desk.get(request.params.id);
      const scope = scopeOfRequest(request, site());
      if (alarm === undefined || !scope.hasAlarm(alarm)) throw new HttpError("ALARM_UNKNOWN");
      const timeline = desk.timeline(alarm.id).map((entry) => lineWithin(entry, scope, alarm));
      return explanationOfAlarm(alarmWithin(alarm, scope, desk.get), timeline, site());
    },
  );

  app.get(
    "/api/v1/signals/:deviceId/:signal/explanation",
    {
      config: { access: "look" },
      schema: {
        summary: "Where each rule of a signal stood at a time and what decided, replayed from the history by the rules as they are now",
        tags: ["site"],
        params: SIGNAL_PARAMS,
        querystring: AT_QUERY,
      },
    },
    async (request, reply) => {
      const signal = `${request.params.deviceId}/${request.params.signal}`;
      const scope = scopeOfRequest(request, site());
      if (!indexOf(site()).signals.has(signal) || !scope.hasSignal(signal)) throw new HttpError("SIGNAL_UNKNOWN");
      const at = readTime("at", request.query.at);
      if (at > clock.now()) throw new HttpError("RANGE_INVALID", "/at must not lie in the future");
      const whole = answerOf(await questions.explain({ signal, at }, whileConnected(reply)));
      // Its rules may look at signals and doors elsewhere.
      const explanation = {
        ...whole,
        others: whole.others.filter((other) => scope.hasSignal(other.signal)),
        events: whole.events.filter(({ device }) => scope.hasDevice(device)),
        withoutEventsOf: whole.withoutEventsOf.filter((device) => scope.hasDevice(device)),
        mayRepeat: whole.mayRepeat.filter((key) => scope.hasSignal(key)),
      };
      // What really stood then, by the rules of that time.
      const alarms = desk
        .alarmsOfSignal(signal, at, epochMs(at + 1))
        .filter((alarm) => !isOfDrill(alarm))
        .map(({ id, code, priority, source, raisedAt, clearedAt }) => ({
          id,
          code,
          priority,
          ...(source.kind === "rule" ? { ruleId: source.ruleId, ruleVersion: source.ruleVersion } : {}),
          from: raisedAt,
          to: clearedAt,
        }));
      return { ...explanation, alarms };
    },
  );

  app.post(
    "/api/v1/backtests",
    {
      config: { access: "try-rules" },
      schema: {
        summary: "What a rule, and a changed one beside it, would have made of the history: alarms, time in alarm, night calls, texts",
        tags: ["rules"],
        body: BACKTEST,
      },
    },
    async (request, reply) => {
      const { rule, change, ...span } = request.body;
      const scope = scopeOfRequest(request, site());
      if (!hasRule(scope, rule)) throw new HttpError("RULE_UNKNOWN");
      const from = timeOf("from", span.from);
      // What has not been yet would be tried as silence.
      const to = epochMs(Math.min(timeOf("to", span.to), clock.now()));
      if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to, and in the past");
      const question = { rule, from, to, ...(change === undefined ? {} : { change }) };
      const answer = answerOf(await questions.backtest(question, whileConnected(reply)));
      return { ...answer, mayRepeat: answer.mayRepeat.filter((key) => scope.hasSignal(key)) };
    },
  );
}

/** A rule that is not there at all is refused by whoever is asked to try it. */
const hasRule = (scope: Scope, ruleId: string): boolean =>
  scope.isWhole || scope.signals.some(({ rules }) => rules.some(({ id }) => id === ruleId));

const timeOf = (name: string, given: number | string): EpochMs => (typeof given === "number" ? epochMs(given) : readTime(name, given));

function answerOf<T>(result: Result<T, QuestionRefusal>): T {
  if (result.ok) return result.value;
  throw new HttpError(result.error.code, result.error.detail);
}

/** Ends when whoever asked has gone. */
function whileConnected(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
