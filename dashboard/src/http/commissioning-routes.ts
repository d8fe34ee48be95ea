import { randomUUID } from "node:crypto";
import type { EpochMs } from "@labcanary/domain/basics";
import { COMMISSIONING_STATES, type CommissioningStanding, SIGNATURE_MEANINGS, STIMULI } from "@labcanary/domain/commissioning";
import type { CommissioningVerb } from "@labcanary/domain/messages";
import type { CommissioningDesk } from "@labcanary/domain/ports";
import type { Signal } from "@labcanary/domain/site";
import type { FastifyRequest } from "fastify";
import Type, { type TSchema } from "typebox";
import type { Scope } from "../accounts/scope.ts";
import { stepsWithin } from "../accounts/scope-telling.ts";
import type { DashboardDeps } from "../ports.ts";
import { COMMAND_ID, TEXT } from "./command-fields.ts";
import type { Confirmation, ConfirmPerson } from "./confirm-person.ts";
import { HttpError } from "./http-errors.ts";
import { namedPerson } from "./named-person.ts";
import { scopeOfRequest } from "./session-of-request.ts";
import type { App } from "./typed-app.ts";

/** Signals in one answer (chosen: as many rows as anybody looks through; what is looked for is said in `q`). */
const DEFAULT_SIGNALS = 200;
/** What a program may ask for at once (chosen: the largest site there is, in some megabytes). */
const MAXIMUM_SIGNALS = 10_000;

const SIGNAL_PARAMS = Type.Object({ deviceId: Type.String({ maxLength: 64 }), signal: Type.String({ maxLength: 128 }) });
const SHOWN = [...COMMISSIONING_STATES, "unproven", "testing"] as const;
const QUERY = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 100 })),
    show: Type.Optional(Type.Union(SHOWN.map((state) => Type.Literal(state)))),
    limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,4}$" })),
  },
  { additionalProperties: false },
);
const body = (properties: Readonly<Record<string, TSchema>>) =>
  Type.Object({ ...properties, commandId: COMMAND_ID }, { additionalProperties: false });
const TEST_ID = Type.String({ minLength: 1, maxLength: 64 });

const VERBS: readonly { readonly verb: CommissioningVerb; readonly summary: string; readonly body: TSchema }[] = [
  {
    verb: "start",
    summary: "Start the commissioning test of a signal: from now on alarms of what it measures are texted as a test, for an hour at most",
    body: body({ stimulus: Type.Union(STIMULI.map((stimulus) => Type.Literal(stimulus))) }),
  },
  {
    verb: "sign",
    summary:
      "Sign that the signal has passed the test with this id and is fit to protect, with one's own password and second factor typed again: it is in service from now on",
    body: body({
      test: TEST_ID,
      means: Type.Union(SIGNATURE_MEANINGS.map((meaning) => Type.Literal(meaning))),
      note: Type.Optional(TEXT),
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    }),
  },
  { verb: "abandon", summary: "End the test with this id without signing it", body: body({ test: TEST_ID }) },
  {
    verb: "void",
    summary: "Say that the proof of a signal holds no longer: its sensor was replaced or moved",
    body: body({ reason: TEXT }),
  },
];

/** What the bodies let through. */
interface CommissioningBody {
  readonly commandId?: string;
  readonly stimulus?: (typeof STIMULI)[number];
  readonly test?: string;
  readonly note?: string;
  readonly reason?: string;
  readonly means?: (typeof SIGNATURE_MEANINGS)[number];
}

/** A signal as whoever commissions it sees it. */
export interface ToldCommissioning extends CommissioningStanding {
  readonly label: Signal["label"];
  readonly zoneId: string;
  /** Since when it is known that no proof holds; absent where one does, or none is asked for. */
  readonly unprovenSince?: EpochMs;
}

export interface CommissioningAnswer {
  /** Signals the person may see. */
  readonly total: number;
  readonly counts: Readonly<Record<(typeof SHOWN)[number], number>>;
  /** Those that were asked for; `signals` has the first of them. */
  readonly matching: number;
  readonly signals: readonly ToldCommissioning[];
}

export interface CommissioningRouteDeps extends Pick<DashboardDeps, "site" | "board"> {
  readonly commissioning: CommissioningDesk;
  readonly confirm: Pick<ConfirmPerson, "whole">;
}

/** From heard of to in service: which signals are proven to protect, and the tests that prove it. */
export function commissioningRoutes(app: App, { site, board, commissioning, confirm }: CommissioningRouteDeps): void {
  const told = ({ key, label, zoneId }: Signal, scope: Scope, since: ReadonlyMap<string, EpochMs>): readonly ToldCommissioning[] => {
    const standing = commissioning.commissioningOf(key, board.status(key)?.receivedAt !== undefined);
    if (standing === undefined) return [];
    const { test, proof } = standing;
    const unprovenSince = standing.isUnproven ? since.get(key) : undefined;
    return [
      {
        ...standing,
        ...(test === undefined ? {} : { test: stepsWithin(test, scope) }),
        ...(proof === undefined ? {} : { proof: stepsWithin(proof, scope) }),
        label,
        zoneId,
        ...(unprovenSince === undefined ? {} : { unprovenSince }),
      },
    ];
  };

  const sinceWhen = (): ReadonlyMap<string, EpochMs> => new Map(commissioning.unproven().map(({ signal, since }) => [signal, since]));

  app.get(
    "/api/v1/commissioning",
    {
      // What is not proven everybody sees in the register.
      config: { access: "commission" },
      schema: {
        summary:
          "Signals by how far they have come: described, connected, in service or overdue. Under test first, then what is unproven for longest, then what was proven longest ago",
        tags: ["commissioning"],
        querystring: QUERY,
      },
    },
    async (request): Promise<CommissioningAnswer> => {
      const { q = "", show, limit = DEFAULT_SIGNALS } = request.query;
      const most = Math.min(Number(limit), MAXIMUM_SIGNALS);
      const scope = scopeOfRequest(request, site());
      const since = sinceWhen();
      const sought = q.trim().toLowerCase();
      const all = site()
        .signals.filter(({ key }) => scope.hasSignal(key))
        .flatMap((signal) => told(signal, scope, since));
      const counts = Object.fromEntries(
        SHOWN.map((each) => [each, all.filter((standing) => isShown(standing, each)).length]),
      ) as CommissioningAnswer["counts"];
      const matching = all.filter(
        (standing) =>
          (show === undefined || isShown(standing, show)) &&
          (sought === "" ||
            [standing.signal, standing.zoneId, standing.label.en, standing.label.zh].some((text) => text.toLowerCase().includes(sought))),
      );
      const ordered = matching.toSorted((a, b) => placeOf(a) - placeOf(b) || ageOf(a) - ageOf(b));
      return { total: all.length, counts, matching: matching.length, signals: ordered.slice(0, most) };
    },
  );

  app.get(
    "/api/v1/signals/:deviceId/:signal/commissioning",
    {
      config: { access: "look" },
      schema: {
        summary: "How a signal stands, with its test under way and its last proof",
        tags: ["commissioning"],
        params: SIGNAL_PARAMS,
      },
    },
    async (request) => {
      const key = theirs(request);
      const standing = site()
        .signals.filter((signal) => signal.key === key)
        .flatMap((signal) => told(signal, scopeOfRequest(request, site()), sinceWhen()))[0];
      if (standing === undefined) throw new HttpError("SIGNAL_UNKNOWN");
      return { commissioning: standing };
    },
  );

  for (const { verb, summary, body: schema } of VERBS) {
    app.post(
      `/api/v1/signals/:deviceId/:signal/commissioning/${verb}`,
      { config: { access: "commission" }, schema: { summary, tags: ["commissioning"], params: SIGNAL_PARAMS, body: schema } },
      async (request) => {
        const signal = theirs(request);
        const { commandId, password, code, ...given } = request.body as CommissioningBody & Partial<Confirmation>;
        const by = namedPerson(request);
        // A page left open must not sign for whoever went to the cabinet.
        if (verb === "sign") await confirm.whole(request, { password, code });
        const outcome = commissioning.commissioningCommand({
          kind: "commissioning-command",
          id: commandId ?? randomUUID(),
          verb,
          signal,
          by,
          ...given,
        });
        if (!outcome.ok) throw new HttpError(outcome.error.code);
        return outcome.value;
      },
    );
  }

  /** Throws SIGNAL_UNKNOWN alike of what the site has not and of what is not the person's to see. */
  function theirs(request: FastifyRequest): string {
    const { deviceId, signal } = request.params as { readonly deviceId: string; readonly signal: string };
    const key = `${deviceId}/${signal}`;
    if (!scopeOfRequest(request, site()).hasSignal(key)) throw new HttpError("SIGNAL_UNKNOWN");
    return key;
  }
}

const isShown = ({ state, isUnproven, test }: CommissioningStanding, show: (typeof SHOWN)[number]): boolean =>
  show === "unproven" ? isUnproven : show === "testing" ? test !== undefined : state === show;

/** What is being tested is what somebody came for; then what is to be proven. */
const placeOf = ({ test, isUnproven, state }: CommissioningStanding): number =>
  test !== undefined ? 0 : isUnproven ? 1 : state === "in-service" ? 3 : 2;

/** Since when it is as it is. */
const ageOf = ({ unprovenSince, proof }: ToldCommissioning): number => unprovenSince ?? proof?.signedAt ?? 0;
