import { type BusyRule, judgeFigures, OPERATOR_POSITIONS, proposeDelayFor } from "@labcanary/domain/alarm";
import { days, elapsed, minus } from "@labcanary/domain/basics";
import type { AlarmDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import Type from "typebox";
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

/** How the alarm system itself does, against the targets of ISA-18.2. */
export function figureRoutes(app: App, { desk, clock, site }: Pick<DashboardDeps, "desk" | "clock" | "site">): void {
  /** One reading at a time, however many ask. */
  let last: Promise<unknown> = Promise.resolve();

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
      const to = request.query.to === undefined ? clock.now() : readTime("to", request.query.to);
      const from = request.query.from === undefined ? minus(to, USUAL_SPAN) : readTime("from", request.query.from);
      if (from >= to) throw new HttpError("RANGE_INVALID", "/from must lie before /to");
      if (elapsed(from, to) > LONGEST_SPAN) throw new HttpError("RANGE_INVALID", "the span may be 366 days long");
      const reading = last.then(() => desk.figures(from, to));
      last = reading.catch(() => undefined);
      const figures = await reading;
      const [position] = OPERATOR_POSITIONS;
      return {
        position,
        figures: { ...figures, busiest: figures.busiest.map((rule) => told(rule, desk, site())) },
        verdicts: judgeFigures(figures),
      };
    },
  );
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
