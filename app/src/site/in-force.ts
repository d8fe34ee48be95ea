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
import type { Site } from "@labcanary/domain/site";
import { type FileProblem, formatProblem } from "../yaml-source.ts";
import { createFileFollower, type FileFollower } from "./follow-files.ts";
import { type DecisionRecord, type InForceRecord, readInForce, writeInForce } from "./in-force-file.ts";
import { objectionToApproval, objectionToRejection } from "./second-person.ts";
import {
  type Comparison,
  compare,
  decisionOn,
  isForTwo,
  isProposed,
  type JournalLine,
  lineOfChange,
  lineOfProposal,
  proposalOf,
  wordsOfWaiting,
} from "./site-change.ts";

/** The site the platform runs by, how it follows its files, and where a second person decides what one alone may not change. */
export interface SiteInForce extends HealthSource, SiteChangeDesk {
  readonly current: Site;
  /**
   * A service that reloads on SIGHUP and when a file beside the site file changes: all or nothing. What loosens protection of life
   * waits for a second person; all else is in force at once.
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
  /** What the site file and those it includes say now. */
  readonly load: (file: string) => Promise<Result<Site, readonly FileProblem[]>>;
  /** A site that was in force, by version. Throws when it is not there. */
  readonly archived: (version: string) => Promise<Site>;
}

/**
 * Takes up the site where the last run left it; `read` is what the files say now. Where that loosens protection of life and nobody
 * has agreed yet, the site of the last run stays in force. The very first site needs nobody. Throws when it cannot be told which
 * site was in force.
 */
export async function openSiteInForce(options: SiteInForceOptions, read: Site, deps: SiteInForceDeps): Promise<SiteInForce> {
  const record = readInForce(options.dataFolder);
  if (record === undefined || record.version === read.version) return new FollowedSite(options, deps, record, read);
  const found = compare(await deps.archived(record.version), read);
  const mayBeInForce = !isForTwo(found) || decisionOn(found, record.proposal)?.kind === "approved";
  return new FollowedSite(options, deps, record, mayBeInForce ? read : found.before, found);
}

class FollowedSite implements SiteInForce {
  readonly #options: SiteInForceOptions;
  readonly #deps: SiteInForceDeps;
  readonly #follower: FileFollower;
  #current: Site;
  /** As it is on disk. */
  #record: InForceRecord | undefined;
  /** What the start found different from the last run, until the journal has it. */
  #found: Comparison | undefined;
  #proposal: SiteProposal | undefined;
  /** The first mistake in the files as they are now; what is in force is then an older state of them. */
  #mistake: string | undefined;
  /** While it is started. */
  #following: FollowingDeps | undefined;
  /** One after the other, or an older site could be applied last, and something else approved than was looked at. */
  #work = Promise.resolve();

  constructor(options: SiteInForceOptions, deps: SiteInForceDeps, record: InForceRecord | undefined, current: Site, found?: Comparison) {
    this.#options = options;
    this.#deps = deps;
    this.#follower = createFileFollower(options.file, deps, () => void this.#attempt(() => this.#reload()));
    this.#record = record;
    this.#current = current;
    this.#found = found;
    if (found !== undefined && current !== found.after) this.#proposal = this.#proposalOf(found);
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
    if (mistake !== undefined) return [{ name: "site", state: "degraded", detail: `version ${version} stays in force: ${mistake}` }];
    if (proposal !== undefined) return [{ name: "site", state: "degraded", detail: wordsOfWaiting(proposal) }];
    return [{ name: "site", state: "ok", detail: `version ${version}` }];
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
    const loaded = await this.#deps.load(this.#options.file);
    if (!loaded.ok) {
      // Shown to whoever watches the log; what runs stays as it was.
      for (const problem of loaded.error) this.#deps.logger.error({ problem }, `site not changed: ${formatProblem(problem)}`);
      const [first] = loaded.error;
      this.#mistake = first === undefined ? "the site is wrong" : formatProblem(first);
      this.#proposal = undefined;
      return;
    }
    this.#mistake = undefined;
    if (loaded.value.version === this.#current.version) this.#withdraw();
    else await this.#take(compare(this.#current, loaded.value));
  }

  async #take(comparison: Comparison): Promise<void> {
    const { before, after } = comparison;
    if (isForTwo(comparison) && decisionOn(comparison, this.#record?.proposal)?.kind !== "approved") {
      this.#tellProposed(comparison);
      this.#proposal = this.#proposalOf(comparison);
      return;
    }
    this.#current = after;
    try {
      await this.#follow().apply();
      this.#tellInForce(comparison);
    } catch (error) {
      // Not in force, so that the next attempt is not taken for no change.
      this.#current = before;
      throw error;
    }
    this.#proposal = undefined;
    this.#deps.logger.info({ from: before.version, to: after.version }, "the site has changed");
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
    if (found !== undefined && this.#current === found.after) this.#tellInForce(found);
    if (found !== undefined && this.#current !== found.after) this.#tellProposed(found);
    this.#found = undefined;
  }

  #tellInForce(comparison: Comparison): void {
    const decision = decisionOn(comparison, this.#record?.proposal);
    if (!isProposed(comparison, this.#record?.proposal)) this.#tellWithdrawn();
    this.#follow().record(lineOfChange(comparison, decision?.kind === "approved" ? decision.by : undefined));
    this.#save({ version: comparison.after.version });
  }

  /** Once for each change; a restart tells nothing anew. */
  #tellProposed(comparison: Comparison): void {
    if (isProposed(comparison, this.#record?.proposal)) return;
    const { before, after } = comparison;
    this.#tellWithdrawn();
    this.#follow().record(lineOfProposal(comparison));
    this.#save({ version: before.version, proposal: { version: after.version, from: before.version, at: this.#deps.clock.now() } });
  }

  /** What waited is no longer what the files say. Whoever rejected it knows already. */
  #tellWithdrawn(): void {
    const waiting = this.#record?.proposal;
    if (waiting === undefined || waiting.decision?.kind === "rejected") return;
    this.#follow().record({ kind: "site-change-withdrawn", actor: "system", detail: { from: waiting.from, to: waiting.version } });
  }

  #proposalOf(comparison: Comparison): SiteProposal {
    const known = this.#record?.proposal;
    return proposalOf(comparison, isProposed(comparison, known) ? known : { at: this.#deps.clock.now() });
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
