import type { Finding } from "@labcanary/domain/governance";
import { siteTime } from "../shell/site-time.svelte.ts";
import { t } from "../text/language.svelte.ts";
import { signerName, signers } from "./place-name.ts";
import { quantityText } from "./substance-api.ts";

const grams = (milligrams: number): string => `${Number((milligrams / 1000).toFixed(3))} g`;
/** One thing that was seen or written, in a sentence. */
export function evidenceText(evidence: Finding["evidence"][number]): string {
  switch (evidence.kind) {
    case "door":
      return evidence.closedAt === undefined
        ? t("substances.evidence.door-open", { signal: evidence.signal, from: siteTime.full(evidence.openedAt) })
        : t("substances.evidence.door", {
            signal: evidence.signal,
            from: siteTime.full(evidence.openedAt),
            to: siteTime.clock(evidence.closedAt),
          });
    case "door-not-heard":
      return t("substances.evidence.door-not-heard", {
        signal: evidence.signal,
        from: siteTime.full(evidence.from),
        to: siteTime.clock(evidence.to),
      });
    case "badge":
      return t("substances.evidence.badge", {
        who: evidence.person === undefined ? t("substances.evidence.unknown-badge") : signerName(evidence.person),
        time: siteTime.full(evidence.at),
        granted: evidence.granted ? "yes" : "no",
      });
    case "record":
      return t("substances.evidence.record", {
        record: `SC-${evidence.container}/${evidence.entry}`,
        movement: t(`substances.movement.${evidence.movement}`),
        time: siteTime.full(evidence.doneAt),
        who: signers(evidence),
      });
    case "stock-take":
      return t("substances.evidence.stock-take", {
        number: evidence.stockTake,
        time: siteTime.full(evidence.doneAt),
        who: signers(evidence),
      });
    case "weight": {
      const weights = {
        signal: evidence.signal,
        before: grams(evidence.before),
        after: grams(evidence.after),
        seen: grams(evidence.after - evidence.before),
        expected: grams(evidence.expected),
      };
      return evidence.unweighed === undefined
        ? t("substances.evidence.weight", weights)
        : t("substances.evidence.weight-unweighed", { ...weights, count: evidence.unweighed });
    }
    case "weight-not-heard": {
      const timeOf = (at: number | undefined): string => (at === undefined ? t("substances.evidence.no-reading") : siteTime.full(at));
      return t("substances.evidence.weight-not-heard", { signal: evidence.signal, from: timeOf(evidence.from), to: timeOf(evidence.to) });
    }
    case "second-try":
      return t("substances.evidence.second-try", {
        container: evidence.container,
        who: signerName(evidence.by),
        time: siteTime.full(evidence.at),
      });
    case "second-count":
      return t("substances.evidence.second-count", {
        number: evidence.stockTake,
        who: signerName(evidence.by),
        time: siteTime.full(evidence.at),
        counted: siteTime.full(evidence.doneAt),
      });
    case "surplus":
      return t("substances.evidence.surplus", { tag: evidence.tag, counted: quantityText(evidence.counted, evidence.unit) });
    case "count":
      if (evidence.where === "received" && evidence.counted === 0)
        return t("substances.evidence.count-unseen", {
          container: evidence.container,
          booked: quantityText(evidence.booked, evidence.unit),
        });
      return t("substances.evidence.count", {
        container: evidence.container,
        booked: quantityText(evidence.booked, evidence.unit),
        counted: quantityText(evidence.counted, evidence.unit),
      });
  }
}
