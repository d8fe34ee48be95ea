import { days, type DurationMs, minutes } from "../basics/index.ts";
import { compileRotas } from "./compile-rotas.ts";
import { compileRoutes, type RouteSource } from "./compile-routes.ts";
import type { EscalationFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import type { ContactTestPolicy, EscalationPolicy, PresencePolicy, Site } from "./site.ts";

/** Who is told, and how it is known that they can be: everything of a site that is about neither signals nor rules. */
export function compileNotices(
  source: RouteSource,
  problems: Problems,
): Pick<Site, "escalation" | "routes" | "rotas" | "presence" | "contactTests"> {
  checkSecurityCentre(source, problems);
  const escalation = compileEscalation(source.file.escalation ?? {}, problems);
  const rotas = compileRotas(source, problems);
  const routes = compileRoutes(source, escalation, problems);
  return {
    escalation,
    ...(routes.length === 0 ? {} : { routes }),
    ...(rotas.length === 0 ? {} : { rotas }),
    ...compilePresence(source, problems),
    ...compileContactTests(source, problems),
  };
}

function checkSecurityCentre({ file, contacts }: RouteSource, problems: Problems): void {
  const { securityCentre } = file;
  const found = securityCentre.map((id, index) => contacts.expect(id, ["securityCentre", index], problems));
  if (found.every((contact) => contact !== undefined && contact.kind !== undefined)) {
    problems.add(
      "SITE_UNREACHABLE",
      ["securityCentre"],
      "name at least one person: the security centre is told when nobody else was reached",
    );
  }
}

/** Chosen: a responsible person asleep needs a few minutes; a gas alarm should reach the desk well before its response time is over. */
const DEFAULT_ESCALATION = { deputyAfter: minutes(3), securityCentreAfter: minutes(6) };

function compileEscalation(file: EscalationFile, problems: Problems): EscalationPolicy {
  const span = (key: "deputyAfter" | "securityCentreAfter" | "nobodyReachedAfter", fallback: DurationMs): DurationMs =>
    problems.duration(file[key], ["escalation", key], fallback);
  const deputyAfter = span("deputyAfter", DEFAULT_ESCALATION.deputyAfter);
  const securityCentreAfter = span("securityCentreAfter", DEFAULT_ESCALATION.securityCentreAfter);
  const stated = { deputyAfter, securityCentreAfter, minimumPriority: file.minimumPriority ?? "medium" };
  if (file.nobodyReachedAfter === undefined) return stated;
  const nobodyReachedAfter = span("nobodyReachedAfter", minutes(0));
  if (nobodyReachedAfter <= Math.max(deputyAfter, securityCentreAfter)) {
    problems.add(
      "SITE_ROUTE",
      ["escalation", "nobodyReachedAfter"],
      "it comes after deputyAfter and securityCentreAfter: whoever is told by then has time to answer",
    );
  }
  return { ...stated, nobodyReachedAfter };
}

function compilePresence({ file: { presence } }: RouteSource, problems: Problems): { readonly presence?: PresencePolicy } {
  if (presence === undefined) return {};
  return { presence: { answerWithin: problems.positiveDuration(presence.answerWithin, ["presence", "answerWithin"], minutes(1)) } };
}

function compileContactTests(
  { file: { contactTests }, schedules }: RouteSource,
  problems: Problems,
): { readonly contactTests?: ContactTestPolicy } {
  if (contactTests === undefined) return {};
  const { every, during } = contactTests;
  return {
    contactTests: {
      every: problems.positiveDuration(every, ["contactTests", "every"], days(30)),
      ...(during === undefined ? {} : schedules.during(during, ["contactTests", "during"])),
    },
  };
}
