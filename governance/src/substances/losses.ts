import {
  type Container,
  type ContainerCommand,
  type ContainerRefusalCode,
  formatAmount,
  type Hazard,
  type HazardClass,
  type HazardCommand,
  type HazardRefusalCode,
  lossOf,
} from "@labcanary/domain/governance";
import type { LedgerBook, Logger } from "@labcanary/domain/ports";
import type { Regime, Site, ZoneId } from "@labcanary/domain/site";

export interface LossDeps {
  readonly containers: LedgerBook<Container, ContainerCommand, ContainerRefusalCode>;
  readonly hazards: Pick<LedgerBook<Hazard, HazardCommand, HazardRefusalCode>, "carryOut">;
  readonly site: () => Site;
  readonly logger: Logger;
}

/** What follows from a container that is lost or stolen: a major hazard, filed once, with an owner and a deadline when it is settled. */
export interface Losses {
  /** The book of containers; a loss that is signed is a hazard with it. */
  readonly book: LossDeps["containers"];
  /** Files what could not be filed when it was signed, also before a restart; done again it changes nothing. */
  look(): void;
}

/** What a hazard of a lost substance is one of, by what the law calls it. */
const CLASS_OF_REGIME: Readonly<Record<Regime, HazardClass>> = {
  "highly-toxic": "hazardous-chemicals",
  "explosive-precursor": "hazardous-chemicals",
  "drug-precursor": "hazardous-chemicals",
  "radioactive-source": "radiation",
};

const sourceOf = (container: number): string => `substance ${container}`;

/** Whether the last hazard of the loss of a container is there, and somebody has agreed what to do about it. */
export function isLossSettled(container: number, hazards: readonly Pick<Hazard, "source" | "state">[]): boolean {
  const hazard = hazards.findLast(({ source }) => source === sourceOf(container));
  return hazard !== undefined && hazard.state !== "filed";
}

export function createLosses({ containers, hazards, site, logger }: LossDeps): Losses {
  const filed = new Set<number>();

  function follow(container: Container): void {
    const loss = lossOf(container);
    if (loss === undefined || filed.has(container.number)) return;
    const { number, substance: id, unit, tag = "", zoneId, regime } = container;
    const { amount } = loss;
    const name = site().stock?.substances.find((each) => each.id === id)?.name ?? { en: id, zh: id };
    const what = [`${formatAmount(amount, unit)} ${unit}`, `SC-${number}`, ...(tag === "" ? [] : [tag])];
    // What people wrote of it stands in the container alone, which the hazard leads to.
    const found = {
      en: `A controlled substance is lost or stolen: ${[name.en, ...what].join(", ")}`,
      zh: `管控品丢失或被盗：${[name.zh, ...what].join("，")}`,
    };
    const outcome = hazards.carryOut({
      id: `loss substance/${number}`,
      actor: "system",
      order: {
        verb: "file",
        hazard: {
          zoneId: placeOf(zoneId),
          origin: "report",
          class: CLASS_OF_REGIME[regime],
          level: "major",
          words: found.en,
          found,
          source: sourceOf(number),
          record: `substance/${number}`,
        },
      },
    });
    if (outcome.ok) filed.add(number);
    else
      logger.error(
        { code: outcome.error.code, container: number },
        "A lost container could not be filed as a hazard; tried again in a minute",
      );
  }

  /** A zone that the site no longer has lies somewhere within it. */
  const placeOf = (zoneId: ZoneId): ZoneId => (site().zones.find(({ id }) => id === zoneId) ?? site().zones[0])?.id ?? zoneId;

  return {
    book: {
      get revision() {
        return containers.revision;
      },
      get: (number) => containers.get(number),
      all: () => containers.all(),
      linesOf: (number) => containers.linesOf(number),
      carryOut(command) {
        const outcome = containers.carryOut(command);
        if (outcome.ok) {
          try {
            follow(outcome.value);
          } catch (error) {
            // The loss itself is in the books, and stays there.
            logger.error({ error: String(error) }, "A lost container could not be filed as a hazard; tried again in a minute");
          }
        }
        return outcome;
      },
    },
    look() {
      for (const container of containers.all()) follow(container);
    },
  };
}
