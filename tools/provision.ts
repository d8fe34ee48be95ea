/**
 * Runs before `npm test`: installs what the tests need beside Node, where that is possible (root on Debian), and says so in one line.
 * Where it is not, it names each missing part and goes on: the tests that need the part then fail with the same sentence.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ALL_REQUIREMENTS, findRequirement, missingSentence, packagesFor, type Requirement, servicesOf } from "./requirements.ts";

const missing = missingRequirements();
if (missing.length > 0) {
  const obstacle = obstacleToInstalling() ?? install(missing);
  for (const requirement of missingRequirements()) {
    const because = obstacle === undefined ? "" : ` (not done here: ${obstacle})`;
    console.log(`${missingSentence(requirement)}${because}; without it ${requirement.tests} will fail.`);
  }
}

function missingRequirements(): readonly Requirement[] {
  return ALL_REQUIREMENTS.filter((requirement) => findRequirement(requirement.name) === undefined);
}

function obstacleToInstalling(): string | undefined {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  if (!/^ID(_LIKE)?=.*debian/m.test(release)) return "this is not Debian";
  if (process.getuid?.() !== 0) return "not running as root";
  return undefined;
}

/** Returns what apt-get complained of, if it did. */
function install(wanted: readonly Requirement[]): string | undefined {
  console.log(`Installing what the tests need: apt-get install ${packagesFor(wanted).join(" ")}`);
  return withoutStartingServices(servicesOf(wanted), () => {
    aptGet(["update"]);
    const refusal = aptGet(["install", ...packagesFor(wanted)]);
    if (refusal === undefined) return undefined;
    // One package that cannot be had must not keep the others away.
    for (const requirement of wanted) aptGet(["install", ...requirement.packages]);
    return refusal;
  });
}

/** Returns the last thing it said on failing, undefined when it succeeded. */
function aptGet(command: readonly string[]): string | undefined {
  // Five minutes (chosen: an unattended upgrade of a fresh machine may hold the lock that long).
  const options = ["--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
  const run = spawnSync("apt-get", [...options, ...command], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (run.status === 0) return undefined;
  return run.error?.message ?? run.stderr.trim().split("\n").at(-1) ?? `apt-get ended with ${run.status}`;
}

/** Debian starts a daemon as it installs it, and at every boot. Policy 101 forbids the first (invoke-rc.d(8)), `disable` the second. */
function withoutStartingServices<T>(services: readonly string[], run: () => T): T {
  const policy = "/usr/sbin/policy-rc.d";
  const ownPolicy = !existsSync(policy);
  if (ownPolicy) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return run();
  } finally {
    if (ownPolicy) rmSync(policy, { force: true });
    for (const service of services) spawnSync("update-rc.d", [service, "disable"], { stdio: "ignore" });
  }
}
