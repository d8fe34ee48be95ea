import { err, ok, type Result } from "@labcanary/domain/basics";
import {
  SITE_CHANGE_REFUSALS,
  type SiteChangeDesk,
  type SiteChangeRefusalCode,
  type SiteDecision,
  type SiteDecisionOutcome,
  type SiteProposal,
} from "@labcanary/domain/messages";
import type { Clock, HealthSource, Logger, Service } from "@labcanary/domain/ports";
import { seldomScales, type Site } from "@labcanary/domain/site";
import { UsageError } from "../command-line.ts";
import { type FileProblem, formatProblem } from "../yaml-source.ts";
import { createFileFollower, type FileFollower } from "./follow-files.ts";
import { freezeAt, waits } from "./freeze.ts";
import { type DecisionRecord, type InForceRecord, type ProposalRecord, readInForce, wayOut, writeInForce } from "./in-force-file.ts";
import { linesOfReplacement } from "./replaced-devices.ts";
import { saySeldomScales } from "./seldom-scales.ts";
import { objectionToApproval, objectionToRejection } from "./second-person.ts";
import {
  changeBetween,
  decisionOn,
  isProposed,
  type JournalLine,
  lineOfChange,
  lineOfProposal,
  proposalOf,
  type SiteChange,
  wordsOfWaiting,
} from "./site-change.ts";

/** The site the platform runs by, how it follows its files, and where a second person decides what one alone may not change. */
export interface SiteInForce extends HealthSource, SiteChangeDesk {
  readonly current: Site;
  /**
   * A service that reloads on SIGHUP and when a file beside the site file changes: all or nothing. What loosens protection of life
   * waits for a second person, and in a key period everything does; all else is in force at once.
   */
  following(deps: FollowingDeps): Service;
}

export interface FollowingDeps {
  /** Called once the new site is `current`: whoever runs by it follows. */
  readonly apply: () => Promise<void>;
  /** Writes a line of the journal; durable on return. */
  readonly record: (line: JournalLine) => void;
  /** Whether somebody can sign in by that name. */
  readonly isAccount: (name: string) => boolean;
}

export interface SiteInForceOptions {
  /** The site file. */
  readonly file: string;
  /** Where the platform keeps which site is in force. */
  readonly dataFolder: string;
}

export interface SiteInForceDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the site file and those it includes say now; `inForce` is the version it is to be compared with. */
  readonly load: (file: string, inForce: string) => Promise<Result<LoadedSite, readonly FileProblem[]>>;
  /** A site that was in force, by version. Throws when it is not there. */
  readonly archived: (version: string) => Promise<Site>;
}

export interface LoadedSite {
  readonly site: Site;
  /** Where it has been compared already: away from the alarm path, which comparing two large sites would hold up for seconds. */
  readonly change?: SiteChange;
}

/**
 * Takes up the site where the last run left it; `read` is what the files say now. Where that loosens protection of life and nobody
 * has agreed yet, the site of the last run stays in force. The very first site needs nobody. Throws a UsageError when it cannot be
 * told which site was in force.
 */
export async function openSiteInForce(options: SiteInForceOptions, read: Site, deps: SiteInForceDeps): Promise<SiteInForce> {
  const record = readInForce(options.dataFolder);
  if (record === undefined || record.version === read.version) return new FollowedSite(options, deps, record, read);
  const before = await siteOfLastRun(options, record, deps);
  const found = changeBetween(before, read);
  const mayBeInForce = !waits(found, record.proposal, before, deps.clock) || decisionOn(found, record.proposal)?.kind === "approved";
  return new FollowedSite(options, deps, record, mayBeInForce ? read : before, found);
}

async function siteOfLastRun({ dataFolder }: SiteInForceOptions, { version }: InForceRecord, deps: SiteInForceDeps): Promise<Site> {
  try {
    return await deps.archived(version);
  } catch (error) {
    throw new UsageError(`the site of the last run, version ${version}, cannot be read (${String(error)}); ${wayOut(dataFolder)}`);
  }
}

class FollowedSite implements SiteInForce {
  readonly #options: SiteInForceOptions;
  readonly #deps: SiteInForceDeps;
  readonly #follower: FileFollower;
  #current: Site;
  /** As it is on disk. */
  #record: InForceRecord | undefined;
  /** What the start found different from the last run, until the journal has it. */
  #found: SiteChange | undefined;
  #proposal: SiteProposal | undefined;
  /** The first mistake in the files as they are now; what is in force is then an older state of them. */
  #mistake: string | undefined;
  /** While it is started. */
  #following: FollowingDeps | undefined;
  /** One after the other, or an older site could be applied last, and something else approved than was looked at. */
  #work = Promise.resolve();

  constructor(options: SiteInForceOptions, deps: SiteInForceDeps, record: InForceRecord | undefined, current: Site, found?: SiteChange) {
    this.#options = options;
    this.#deps = deps;
    this.#follower = createFileFollower(options.file, deps, () => void this.#attempt(() => this.#reload()));
    this.#record = record;
    this.#current = current;
    this.#found = found;
    if (found !== undefined && current.version !== found.to) this.#proposal = this.#proposalOf(found);
  }

  get current(): Site {
    return this.#current;
  }

  proposal(): SiteProposal | undefined {
    return this.#proposal;
  }

  health(): ReturnType<HealthSource["health"]> {
    const { version } = this.#current;
    const [mistake, proposal] = [this.#mistake, this.#proposal];
    if (mistake !== undefined)
      return [
        {
          name: "site",
          state: "degraded",
          detail: `version ${version} stays in force: ${mistake}`,
          says: { code: "version-stays", values: { version } },
        },
      ];
    if (proposal !== undefined) return [{ name: "site", state: "degraded", detail: wordsOfWaiting(proposal) }];
    const [detail, scales] = [saySeldomScales(this.#current), seldomScales(this.#current).map(({ signal }) => signal)];
    if (detail !== undefined)
      return [{ name: "site", state: "degraded", detail, says: { code: "seldom-scales", values: { scales: scales.join(", ") } } }];
    return [{ name: "site", state: "ok", detail: `version ${version}`, says: { code: "version", values: { version } } }];
  }

  following(following: FollowingDeps): Service {
    return {
      name: "site-following",
      start: async () => {
        this.#following = following;
        await this.#follower.start();
        await this.#attempt(async () => this.#settleStart());
      },
      stop: async () => {
        await this.#follower.stop();
        await this.#work;
        this.#following = undefined;
      },
    };
  }

  approve(decision: SiteDecision): Promise<SiteDecisionOutcome> {
    return this.#decide(decision, objectionToApproval, async ({ changedBy, from, version }) => {
      const { by } = decision;
      this.#follow().record({ kind: "site-change-approved", actor: `user:${by}`, detail: { from, to: version, changedBy } });
      this.#keep({ kind: "approved", by, at: this.#deps.clock.now() });
      // What was agreed to is on disk: it comes into force now, or as soon as what stands in its way has gone.
      await this.#reload().catch((error: unknown) => this.#tryAgain(error));
    });
  }

  reject(decision: SiteDecision & { readonly reason: string }): Promise<SiteDecisionOutcome> {
    return this.#decide(decision, objectionToRejection, async (proposal) => {
      const { by } = decision;
      const reason = decision.reason.trim();
      const { from, version } = proposal;
      const at = this.#deps.clock.now();
      this.#follow().record({ kind: "site-change-rejected", actor: `user:${by}`, detail: { from, to: version, reason } });
      this.#keep({ kind: "rejected", by, at, reason });
      this.#proposal = { ...proposal, rejected: { by, at, reason } };
    });
  }

  #decide<Decision extends SiteDecision>(
    decision: Decision,
    objectionTo: (proposal: SiteProposal, decision: Decision, isAccount: FollowingDeps["isAccount"]) => SiteChangeRefusalCode | undefined,
    carryOut: (proposal: SiteProposal) => Promise<void>,
  ): Promise<SiteDecisionOutcome> {
    return this.#inTurn(async () => {
      const { version, by } = decision;
      const { record, isAccount } = this.#follow();
      const proposal = this.#proposal;
      const code = proposal === undefined ? "SITE_CHANGE_NONE" : objectionTo(proposal, decision, isAccount);
      if (proposal === undefined || code !== undefined) {
        const refused = code ?? "SITE_CHANGE_NONE";
        record({ kind: "refused", actor: `user:${by}`, detail: { code: refused, to: version } });
        return err({ code: refused, message: SITE_CHANGE_REFUSALS[refused] });
      }
      this.#settleStart();
      await carryOut(proposal);
      return ok({ version, inForce: this.#current.version === version });
    });
  }

  // ------------------------------------------------------------------------------------------------ following the files

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  #attempt(work: () => Promise<void>): Promise<void> {
    return this.#inTurn(work).catch((error: unknown) => this.#tryAgain(error));
  }

  #tryAgain(error: unknown): void {
    this.#deps.logger.error({ error }, "the site could not be changed; tried again");
    this.#follower.again();
  }

  async #reload(): Promise<void> {
    this.#settleStart();
    const loaded = await this.#deps.load(this.#options.file, this.#current.version);
    if (!loaded.ok) {
      // Shown to whoever watches the log; what runs stays as it was.
      for (const problem of loaded.error) this.#deps.logger.error({ problem }, `site not changed: ${formatProblem(problem)}`);
      const [first] = loaded.error;
      this.#mistake = first === undefined ? "the site is wrong" : formatProblem(first);
      this.#proposal = undefined;
      return;
    }
    this.#mistake = undefined;
    const { site, change = changeBetween(this.#current, site) } = loaded.value;
    if (site.version === this.#current.version) this.#withdraw();
    else await this.#take(site, change);
  }

  async #take(site: Site, change: SiteChange): Promise<void> {
    if (
      waits(change, this.#record?.proposal, this.#current, this.#deps.clock) &&
      decisionOn(change, this.#record?.proposal)?.kind !== "approved"
    ) {
      this.#tellProposed(change);
      this.#proposal = this.#proposalOf(change);
      return;
    }
    const before = this.#current;
    this.#current = site;
    try {
      await this.#follow().apply();
      this.#tellInForce(change);
    } catch (error) {
      // Not in force, so that the next attempt is not taken for no change.
      this.#current = before;
      throw error;
    }
    this.#proposal = undefined;
    this.#deps.logger.info({ from: before.version, to: site.version }, "the site has changed");
  }

  /** The files say again what is in force. */
  #withdraw(): void {
    this.#proposal = undefined;
    if (this.#record?.proposal === undefined) return;
    this.#tellWithdrawn();
    this.#save({ version: this.#current.version });
  }

  // ------------------------------------------------------------------------------------------------ journal and disk

  /** Tells the journal what the start found. Repeat-safe: what was told is on disk. */
  #settleStart(): void {
    const found = this.#found;
    if (found === undefined && this.#record === undefined) this.#save({ version: this.#current.version });
    if (found !== undefined && this.#current.version === found.to) this.#tellInForce(found);
    if (found !== undefined && this.#current.version !== found.to) this.#tellProposed(found);
    this.#found = undefined;
  }

  #tellInForce(change: SiteChange): void {
    const decision = decisionOn(change, this.#record?.proposal);
    if (!isProposed(change, this.#record?.proposal)) this.#tellWithdrawn();
    const { record } = this.#follow();
    record(lineOfChange(change, decision?.kind === "approved" ? decision.by : undefined));
    for (const replaced of change.replaced) for (const line of linesOfReplacement(replaced, change.changedBy)) record(line);
    this.#save({ version: change.to });
  }

  /** Once for each change; a restart tells nothing anew. */
  #tellProposed(change: SiteChange): void {
    if (isProposed(change, this.#record?.proposal)) return;
    const { from, to } = change;
    this.#tellWithdrawn();
    const proposal = this.#newProposal(change);
    this.#follow().record(lineOfProposal(change, proposal.frozen));
    this.#save({ version: from, proposal: { version: to, from, ...proposal } });
  }

  /** What waited is no longer what the files say. Whoever rejected it knows already. */
  #tellWithdrawn(): void {
    const waiting = this.#record?.proposal;
    if (waiting === undefined || waiting.decision?.kind === "rejected") return;
    this.#follow().record({ kind: "site-change-withdrawn", actor: "system", detail: { from: waiting.from, to: waiting.version } });
  }

  #proposalOf(change: SiteChange): SiteProposal {
    const known = this.#record?.proposal;
    return proposalOf(change, isProposed(change, known) ? known : this.#newProposal(change));
  }

  #newProposal(change: SiteChange): Pick<ProposalRecord, "at" | "frozen"> {
    const at = this.#deps.clock.now();
    const frozen = freezeAt(this.#current, at);
    return { at, ...(frozen === undefined || change.isForTwo ? {} : { frozen }) };
  }

  #keep(decision: DecisionRecord): void {
    const record = this.#record;
    if (record?.proposal === undefined) throw new Error("nothing was proposed");
    this.#save({ ...record, proposal: { ...record.proposal, decision } });
  }

  #save(record: InForceRecord): void {
    writeInForce(this.#options.dataFolder, record);
    this.#record = record;
  }

  #follow(): FollowingDeps {
    if (this.#following === undefined) throw new Error("the site is not followed");
    return this.#following;
  }
}
