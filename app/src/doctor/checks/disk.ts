import { readdirSync, type StatsFs, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { days } from "@labcanary/domain/basics";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const NEARLY_FULL: FindingKind = {
  code: "DISK_NEARLY_FULL",
  urgency: "now",
  remedy: {
    en: "Make room, or move the data folder to a larger disk. On a full disk no reading is accepted and no alarm is kept.",
    zh: "请清理磁盘，或把数据目录迁到更大的磁盘。磁盘写满后读数不再被接收，报警也无法保存。",
  },
};
const INODES: FindingKind = { ...NEARLY_FULL, code: "DISK_INODES" };
const LOG_BUDGET: FindingKind = {
  code: "DISK_BELOW_LOG_BUDGET",
  urgency: "soon",
  remedy: {
    en: "Make room, or lower log.budgetBytes: at the budget devices are told to keep their readings; a full disk stops everything.",
    zh: "请腾出空间或调小 log.budgetBytes：达到预算时设备会自行保留读数，而磁盘写满会使一切停止。",
  },
};
const GROWTH: FindingKind = {
  code: "HISTORY_WILL_FILL_DISK",
  urgency: "soon",
  remedy: {
    en: "Order a larger disk, or keep single readings for a shorter time (history.rawDays).",
    zh: "请准备更大的磁盘，或缩短原始读数的保留天数（history.rawDays）。",
  },
};
const PHOTOS: FindingKind = {
  code: "PHOTOS_NEARLY_FULL",
  urgency: "soon",
  remedy: {
    en: "Raise photos.budgetBytes: past it no photo of an alarm, hazard, check or report is taken.",
    zh: "请调大 photos.budgetBytes：超出后报警、隐患、检查和上报的照片均不再接收。",
  },
};
const DOSSIERS: FindingKind = {
  code: "DOSSIERS_NEARLY_FULL",
  urgency: "soon",
  remedy: {
    en: "Raise dossiers.budgetBytes: past it nobody can decide about an excursion.",
    zh: "请调大 dossiers.budgetBytes：超出后无法再对温度偏离作出处置决定。",
  },
};
const SLOW: FindingKind = {
  code: "DISK_SLOW",
  urgency: "soon",
  remedy: {
    en: "Put the data folder on a local solid-state disk: every reading waits for it before the device is answered.",
    zh: "请把数据目录放到本地固态硬盘：每个读数都要等它落盘后才应答设备。",
  },
};

/** Chosen: a tenth of that is what a burst of a night takes. */
const LEAST_FREE = 0.05;
/** Chosen: databases and photos beside the log. */
const BESIDE_THE_LOG = 1024 ** 3;
/** Chosen: weeks before the first photo is refused, at the rate of a busy site. */
const PHOTOS_FULL = 0.8;
/** Chosen: the time it takes to order a disk and find an evening for it. */
const DAYS_AHEAD = 30;
/** Growth is told of a file that is as old as this: the first hours of a new one say nothing. */
const LEAST_AGE = days(2);
/** Mean of a group commit, s. Chosen: half of what PUBLISH to screen may take in all (50 ms). */
const SLOW_COMMIT = 0.025;

/** Room on the data folder's disk against what may still be written, and how fast the log's commits are; nothing is written to find out. */
export const disk: Check = {
  name: "disk",
  kinds: [NEARLY_FULL, INODES, LOG_BUDGET, GROWTH, PHOTOS, DOSSIERS, SLOW],
  look({ settings, now, live }) {
    const room = statfsSync(settings.data);
    const free = room.bavail * room.bsize;
    const findings = [...roomFindings(room)];
    const log = bytesIn(join(settings.data, "ingest"), () => true);
    const still = Math.max(0, settings["log.budgetBytes"] - log.bytes) + BESIDE_THE_LOG;
    if (free < still)
      findings.push(
        found(
          LOG_BUDGET,
          `the accepted log may still take ${gib(still)}, and ${gib(free)} are free`,
          `接收日志最多还会占用 ${gib(still)}，而磁盘仅剩 ${gib(free)}`,
        ),
      );
    const photos = bytesIn(join(settings.data, "photos"), () => true).bytes;
    if (photos > settings["photos.budgetBytes"] * PHOTOS_FULL)
      findings.push(
        found(
          PHOTOS,
          `photos take ${gib(photos)} of the ${gib(settings["photos.budgetBytes"])} they may`,
          `照片已占用 ${gib(photos)}（上限 ${gib(settings["photos.budgetBytes"])}）`,
        ),
      );
    const dossiers = bytesIn(join(settings.data, "dossiers"), () => true).bytes;
    if (dossiers > settings["dossiers.budgetBytes"] * PHOTOS_FULL)
      findings.push(
        found(
          DOSSIERS,
          `what decisions about excursions were made on takes ${gib(dossiers)} of the ${gib(settings["dossiers.budgetBytes"])} it may`,
          `温度偏离决定依据已占用 ${gib(dossiers)}（上限 ${gib(settings["dossiers.budgetBytes"])}）`,
        ),
      );
    const history = bytesIn(settings.data, (name) => name.startsWith("history.sqlite"));
    const age = now - history.since;
    if (age > LEAST_AGE) {
      const left = free / ((history.bytes / age) * days(1));
      if (left < DAYS_AHEAD)
        findings.push(
          found(
            GROWTH,
            `at the pace so far, history fills the disk in ${Math.floor(left)} days`,
            `按目前速度，历史数据将在 ${Math.floor(left)} 天后占满磁盘`,
          ),
        );
    }
    const { count = 0, seconds = 0 } = live?.commits ?? {};
    if (count > 0 && seconds / count > SLOW_COMMIT) {
      const mean = `${Math.round((seconds / count) * 1000)} ms`;
      findings.push(found(SLOW, `a commit of the accepted log takes ${mean} on average`, `接收日志每次落盘平均需 ${mean}`));
    }
    return findings;
  },
};

/** Of what is free at all; `room` as statfs(2) has it. */
export function roomFindings({
  bsize,
  blocks,
  bavail,
  files,
  ffree,
}: Pick<StatsFs, "bsize" | "blocks" | "bavail" | "files" | "ffree">): Finding[] {
  const findings: Finding[] = [];
  const [free, size] = [bavail * bsize, blocks * bsize];
  if (free < size * LEAST_FREE)
    findings.push(
      found(
        NEARLY_FULL,
        `${gib(free)} of ${gib(size)} are free on the disk of the data folder`,
        `数据目录所在磁盘仅剩 ${gib(free)}（共 ${gib(size)}）`,
      ),
    );
  // Some file systems have no fixed number of inodes, and say 0.
  if (files > 0 && ffree < files * LEAST_FREE)
    findings.push(found(INODES, `${ffree} of ${files} inodes are free on that disk`, `该磁盘的 inode 仅剩 ${ffree} 个（共 ${files} 个）`));
  return findings;
}

/** Bytes of the files below a folder whose names fit, and since when the first of them is there; nothing of a folder that is not there. */
function bytesIn(folder: string, fits: (name: string) => boolean): { readonly bytes: number; readonly since: number } {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return { bytes: 0, since: Number.POSITIVE_INFINITY };
  let [bytes, since] = [0, Number.POSITIVE_INFINITY];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !fits(entry.name)) continue;
    // Segments go while they are counted.
    const stat = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    if (stat === undefined) continue;
    bytes += stat.size;
    since = Math.min(since, stat.birthtimeMs);
  }
  return { bytes, since };
}

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
