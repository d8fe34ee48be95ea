import { realpathSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Check, found, type FindingKind } from "../check.ts";

const NOT_RUNNING: FindingKind = {
  code: "PLATFORM_NOT_RUNNING",
  urgency: "now",
  remedy: {
    en: "Start it with `labcanary start`, and have the system's service manager restart it. Until then nobody is told of anything.",
    zh: "用 `labcanary start` 启动，并交由系统服务管理器负责自动重启。在此之前不会有任何人收到报警。",
  },
};
const NOT_ANSWERING: FindingKind = {
  code: "PLATFORM_NOT_ANSWERING",
  urgency: "now",
  remedy: {
    en: "Give this command the same --config and LABCANARY_OPS_PORT as the platform; if they are, it hangs: look at its log and restart it.",
    zh: "请使用与平台相同的 --config 和 LABCANARY_OPS_PORT；若已相同，则平台已卡死：查看日志并重启。",
  },
};
const OTHER_FOLDER: FindingKind = {
  code: "PLATFORM_OTHER_FOLDER",
  urgency: "now",
  remedy: {
    en: "Name the folder that is meant with --data. What is said below of the running platform is of the other one.",
    zh: "请用 --data 指明要检查的数据目录。下文关于运行中平台的内容属于另一目录。",
  },
};

/** Whether the platform that answers is the one of this data folder; and who holds the folder where none answers. */
export const running: Check = {
  name: "platform",
  kinds: [NOT_RUNNING, NOT_ANSWERING, OTHER_FOLDER],
  look({ settings, live }) {
    const folder = realpathSync(settings.data);
    if (live !== undefined) {
      if (live.dataFolder === folder) return [];
      return [
        found(
          OTHER_FOLDER,
          `the platform on port ${settings["ops.port"]} runs on ${live.dataFolder}, not on ${folder}`,
          `端口 ${settings["ops.port"]} 上的平台使用的是 ${live.dataFolder}，而不是 ${folder}`,
        ),
      ];
    }
    const holder = holderOf(join(folder, "lock"));
    const port = settings["ops.port"];
    return holder === undefined
      ? [found(NOT_RUNNING, `no platform runs on ${folder}`, `没有平台在 ${folder} 上运行`)]
      : [
          found(
            NOT_ANSWERING,
            `process ${holder} holds ${folder}, and does not answer on port ${port}`,
            `进程 ${holder} 占用 ${folder}，但在端口 ${port} 上没有应答`,
          ),
        ];
  },
};

/**
 * The process that holds a lock on the file, by `/proc/locks` (proc(5): `1: POSIX ADVISORY WRITE PID MAJOR:MINOR:INODE START END`).
 * Asking the database itself would hold the lock for an instant in which a platform could not start. Undefined where nobody is seen to.
 */
function holderOf(file: string): number | undefined {
  const inode = statSync(file, { throwIfNoEntry: false })?.ino;
  if (inode === undefined || process.platform !== "linux") return undefined;
  for (const line of readFileSync("/proc/locks", "utf8").split("\n")) {
    const [, , , , pid = "", place = ""] = line.trim().split(/\s+/);
    if (place.split(":").at(-1) === String(inode)) return Number(pid);
  }
  return undefined;
}
