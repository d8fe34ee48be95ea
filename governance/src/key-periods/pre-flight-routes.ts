import { personMark } from "@labcanary/domain/basics";
import type { PreFlightFinding } from "@labcanary/domain/governance";
import { everybodyMeantBy, plainRoute, routesTaken } from "@labcanary/domain/notification";
import { isOfZone, type Person, type RouteStep, type ZoneId } from "@labcanary/domain/site";
import { isReachedBy, type Proven, provenChannels, unprovenSteps } from "../reach/unproven-steps.ts";
import { finding, listed, type PreFlightWorld } from "./pre-flight-finding.ts";

/** Whether alarms of the period reach people: by every step somebody, everybody who is told, and at all beyond this machine. */
export const routesNotProven = (world: PreFlightWorld): readonly PreFlightFinding[] => {
  const proven = provenChannels(world.contacts);
  return [...stepsNotProven(world, proven), ...peopleNotProven(world, proven), ...nothingTestedOutside(world)];
};

const isThere = ({ site, period }: PreFlightWorld, zoneId: ZoneId): boolean => isOfZone(period, zoneId, site.zones);

/** By the step's own channels, as the hazard for it is filed: whoever is proven by mail is not reached by a step that sends texts. */
function stepsNotProven(world: PreFlightWorld, proven: Proven): readonly PreFlightFinding[] {
  const unproven = unprovenSteps(world.site, proven, (zoneId) => isThere(world, zoneId));
  if (unproven.length === 0) return [];
  const names = listed(
    unproven.map(({ route, steps }) => {
      const ids = steps.map(({ step }) => step).join(", ");
      return { en: `${route.name.en} (${route.id}), step ${ids}`, zh: `${route.name.zh}（${route.id}）的步骤 ${ids}` };
    }),
  );
  return [
    finding(
      "routes",
      unproven.flatMap(({ route, steps }) => steps.map(({ step }) => `route ${route.id} ${step}`)),
      {
        found: { en: `Nobody is proven to be reached by ${names.en}`, zh: `下列通知步骤无经验证可达的人员：${names.zh}` },
        firstAction: {
          en: "Try the route on the page Routes; have somebody it tells proven by its channels",
          zh: "在“通知路线”页面试走，使至少一人经该步骤的通道验证可达",
        },
      },
    ),
  ];
}

/** Everybody who is told by a route, is at the desk, or is asked to check in: by each channel they are told by, or else by any. */
function peopleNotProven(world: PreFlightWorld, proven: Proven): readonly PreFlightFinding[] {
  const { site } = world;
  const stepsOf = stepsByPerson(world);
  const unproven = [...toldIn(world)].flatMap((id) => {
    const person = site.people.find((each) => each.id === id);
    const without = (stepsOf.get(id) ?? []).filter((step) => person !== undefined && isReachedBy(step, person, proven) === false);
    const isProvenByAny = (proven.get(id)?.size ?? 0) > 0;
    if (isProvenByAny && without.length === 0) return [];
    return [{ id, name: nameWith(personMark(id), isProvenByAny ? without : []) }];
  });
  if (unproven.length === 0) return [];
  const names = listed(unproven.map(({ name }) => name));
  return [
    finding(
      "routes",
      unproven.map(({ id }) => personMark(id)),
      {
        found: { en: `Not proven to be reached: ${names.en}`, zh: `未验证可达：${names.zh}` },
        firstAction: { en: "Send each a test, and correct the address it does not reach", zh: "逐一发送测试消息，更正不可达的地址" },
      },
    ),
  ];
}

/** Whoever is proven by something else is named with what not. */
function nameWith(name: string, without: readonly RouteStep[]): string {
  const channels = [...new Set(without.flatMap(({ channels: of = [] }) => of))];
  return channels.length === 0 ? name : `${name} (${channels.join(", ")})`;
}

/** The steps that may tell somebody of alarms of the period's places. */
function stepsByPerson(world: PreFlightWorld): ReadonlyMap<Person["id"], readonly RouteStep[]> {
  const steps = new Map<Person["id"], Set<RouteStep>>();
  for (const { route, zones } of routesTaken(world.site).values()) {
    for (const place of [...zones].filter((zoneId) => isThere(world, zoneId))) {
      for (const step of [...route.steps, route.last]) {
        for (const id of everybodyMeantBy(step, place, world.site)) steps.set(id, (steps.get(id) ?? new Set()).add(step));
      }
    }
  }
  return new Map([...steps].map(([id, of]) => [id, [...of]]));
}

function toldIn({ site, period }: PreFlightWorld): ReadonlySet<Person["id"]> {
  const all = [...(site.routes ?? []), plainRoute(site)];
  const targets = [
    ...all.flatMap(({ steps, last }) => [...steps, last].flatMap(({ whom }) => whom)),
    ...(period.tell ?? []),
    ...(period.checkIns?.by ?? []),
  ];
  const there = site.zones.filter(({ id }) => isOfZone(period, id, site.zones));
  return new Set([
    ...site.securityCentre,
    ...targets.flatMap((target) => (target.kind === "contact" ? [target.personId] : [])),
    // Whoever has a place of the period is told by the plain route, if by no other.
    ...there.flatMap(({ responsible, deputy }) => [responsible, deputy].flatMap((id) => id ?? [])),
    ...(site.rotas ?? []).flatMap(({ shifts }) => shifts.flatMap(({ people }) => people)),
  ]);
}

/** A proof holds 30 days: what broke since is seen by what is sent each day, or by nothing. */
function nothingTestedOutside({ isTestedOutside }: PreFlightWorld): readonly PreFlightFinding[] {
  if (isTestedOutside) return [];
  return [
    finding("routes", ["outside"], {
      found: { en: "No path is tested daily beyond this machine", zh: "没有任何通知路径每天经过本机之外的验证" },
      firstAction: {
        en: "Set canary.phone, or test contacts each day (contactTests: 1d)",
        zh: "设置 canary.phone，或每天测试联系人（contactTests：1d）",
      },
    }),
  ];
}
