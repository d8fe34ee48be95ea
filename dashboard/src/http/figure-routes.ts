import {
  type BusyRule,
  type FigureQuestion,
  judgeFigures,
  OPERATOR_POSITIONS,
  proposeDelayFor,
  TRACED_FIGURES,
} from "@labcanary/domain/alarm";
import { days, elapsed, type EpochMs, minus } from "@labcanary/domain/basics";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import Type, { type Static } from "typebox";
import type { DashboardDeps } from "../ports.ts";
import { HttpError } from "./http-errors.ts";
import { indexOf } from "./site-index.ts";
import { readTime } from "./times.ts";
import type { App } from "./typed-app.ts";

/** What ISA-18.2 asks at least, so that one bad day does not make the figures. */
const USUAL_SPAN = days(30);
/** Chosen: a year with its leap day; more would be read for minutes. */
const LONGEST_SPAN = days(366);

const FIGURES_QUERY = Type.Object(
  { from: Type.Optional(Type.String({ maxLength: 40 })), to: Type.Optional(Type.String({ maxLength: 40 })) },
  { additionalProperties: false },
);

/** Lines in one answer (chosen: some screens; a year of a busy site has hundreds of thousands). */
const MAXIMUM_LINES = 500;

const LINES_QUERY = Type.Object(
  {
    ...FIGURES_QUERY.properties,
    /** Of `rule`: which. */
    rule: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    skip: Type.Optional(Type.String({ pattern: "^[0-9]{1,9}$" })),
  },
  { additionalProperties: false },
);
const TRACED = Type.Object({ figure: Type.Union(TRACED_FIGURES.map((name) => Type.Literal(name))) });

/** How the alarm system itself does, against the targets of ISA-18.2. */
export function figureRoutes(app: App, { desk, clock, site }: Pick<DashboardDeps, "desk" | "clock" | "site">): void {
  /** One reading at a time, however many ask. */
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(read: () => Promise<T>): Promise<T> => {
    const reading = last.then(read);
    last = reading.catch(() => undefined);
    return reading;
  };
  function spanOf(query: Static<typeof FIGURES_QUERY>): { readonly from: EpochMs; readonly to: EpochMs } {
    const to = query.to === undefined ? clock.now() : readTime("to", query.to);
    const from = query.from === undefined ? minus(to, USUAL_SPAN) : readTime("from", query.from);
    if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
    if (elapsed(from, to) > LONGEST_SPAN) throw new HttpError("RANGE_INVALID", "the span may be 366 days long");
    return { from, to };
  }

  app.get(
    "/api/v1/alarm-figures",
    {
      config: { access: "read-figures" },
      schema: {
        summary: "Figures of the alarm system over a span, the last 30 days if not told otherwise, and which targets they meet",
        tags: ["alarms"],
        querystring: FIGURES_QUERY,
      },
    },
    async (request) => {
      const { from, to } = spanOf(request.query);
      const figures = await inTurn(() => desk.figures(from, to));
      const [position] = OPERATOR_POSITIONS;
      return {
        position,
        figures: { ...figures, busiest: figures.busiest.map((rule) => told(rule, desk, site())) },
        verdicts: judgeFigures(figures),
      };
    },
  );

  app.get(
    "/api/v1/alarm-figures/:figure/lines",
    {
      config: { access: "read-figures" },
      schema: {
        summary:
          "Numbers of the lines of the journal a figure of the same span was counted from, 500 at most from the one after `skip` on, and how many there are (`of`); of `rule`, of the alarms of that rule; `GET journal?lines=` has the lines",
        tags: ["alarms"],
        params: TRACED,
        querystring: LINES_QUERY,
      },
    },
    async (request) => {
      const { skip = "0", ...query } = request.query;
      const { from, to } = spanOf(query);
      const question = questionOf(request.params.figure, query.rule);
      const lines = await inTurn(() => desk.figureLines(from, to, question));
      return { of: lines.length, lines: lines.slice(Number(skip), Number(skip) + MAXIMUM_LINES) };
    },
  );
}

function questionOf(figure: (typeof TRACED_FIGURES)[number], rule: string | undefined): FigureQuestion {
  if (figure !== "rule") {
    if (rule !== undefined) throw new HttpError("REQUEST_INVALID", "/rule goes with the figure rule alone");
    return { figure };
  }
  if (rule === undefined) throw new HttpError("REQUEST_INVALID", "/rule says of which rule");
  return { figure, subject: rule };
}

/** A busy rule with what and where its latest alarm was, and the on-delay with which its fleeting ones would not have been. */
function told(rule: BusyRule, desk: AlarmDesk, site: Site) {
  const alarm = desk.get(rule.latest);
  const signal = alarm?.source.kind === "rule" ? indexOf(site).signals.get(alarm.source.signal) : undefined;
  const definition = signal?.rules.find(({ id }) => id === rule.subject);
  const onDelay =
    definition === undefined || rule.longestFleeting === undefined ? undefined : proposeDelayFor(definition, rule.longestFleeting);
  return { ...rule, what: alarm?.description.what, where: alarm?.description.where, onDelay };
}
