import { randomUUID } from "node:crypto";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import {
  type ContainerCommand,
  type MovementOrder,
  sentFrom,
  type SignatureMeaning,
  type StockTakeCommand,
} from "@labcanary/domain/governance";
import type { LedgerBook, SubstanceDesk } from "@labcanary/domain/ports";
import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { VISITOR_NAME } from "../accounts/standing.ts";
import type { Confirmation, ConfirmPerson } from "../http/confirm-person.ts";
import { HttpError } from "../http/http-errors.ts";
import { scopeOfRequest, sessionOf } from "../http/session-of-request.ts";
import type { App } from "../http/typed-app.ts";
import type { DashboardDeps } from "../ports.ts";
import {
  APPROVE,
  COUNT,
  COUNT_BODY_BYTES,
  EXPLAIN,
  EXPORT,
  MOVE,
  NUMBER_PARAMS,
  OPEN_STOCK_TAKE,
  REFUSE,
  REFUSE_COUNT,
  WITNESS,
} from "./substance-bodies.ts";
import { signedPart } from "./signed-part.ts";
import { actorOf, expectCabinetOf, itemOf, theirs } from "./substance-items.ts";
import type { SUBSTANCE_HTTP_ERRORS } from "./substance-errors.ts";
import { checkMapping, exportFile, exportLines, sidecarOf } from "./substance-export.ts";
import { partOf, toldContainer, toldStockTake } from "./told-container.ts";

export interface SubstanceRouteDeps extends Pick<DashboardDeps, "site" | "desk" | "clock"> {
  readonly substances: SubstanceDesk;
  readonly confirm: ConfirmPerson;
}

const READ = { access: "read-substances" } as const;
const HANDLE = { access: "handle-substances" } as const;
const tags = ["safety office"];
const params = NUMBER_PARAMS;

/** Controlled substances, from the approval of a purchase to disposal; and what sensors and counts say against their books. */
export function substanceRoutes(app: App, { site, desk, clock, substances, confirm }: SubstanceRouteDeps): void {
  const containers = () => substances.containers();
  const findings = () => substances.findings();
  const stockTakes = () => substances.stockTakes();

  app.post(
    "/api/v1/substances",
    {
      config: HANDLE,
      schema: {
        summary: "Approve the purchase of a container, signed with the password; where the policy asks for two, it waits for the second",
        tags,
        body: APPROVE,
      },
    },
    async (request, reply) => {
      const { body } = request;
      expectWithin(request, [body.cabinet]);
      const { commandId, order } = await signed(request, body, "approved");
      const { expectedBy, ...what } = order;
      const command: ContainerCommand = { verb: "approve", ...what, expectedBy: epochMs(expectedBy) };
      return reply.status(201).send(toldOutcome(request, carryOut(containers(), request, commandId, command)));
    },
  );

  app.post(
    "/api/v1/substances/:number/movements",
    {
      config: HANDLE,
      schema: {
        summary: "Say what was done with a container; where the policy asks for two, it waits for the second",
        tags,
        params,
        body: MOVE,
      },
    },
    async (request) => {
      const container = containerOf(request);
      const { number, zoneId } = container;
      const { cabinet = zoneId } = request.body;
      // What is on its way arrives where it was sent, or is back where it came from, also where the site has no such zone any more.
      const isBack =
        container.state === "in-transit" && cabinet === sentFrom(container) && scopeOfRequest(request, site()).hasZone(cabinet);
      expectWithin(request, cabinet === zoneId || isBack ? [] : [cabinet]);
      const { commandId, order } = await signed(request, request.body, "carried-out");
      const { signed: meaning, doneAt, dueAt, ...what } = order;
      const movement: MovementOrder = {
        ...what,
        ...(doneAt === undefined ? {} : { doneAt: epochMs(doneAt) }),
        ...(dueAt === undefined ? {} : { dueAt: epochMs(dueAt) }),
      };
      return toldOutcome(request, carryOut(containers(), request, commandId, { verb: "move", movement, signed: meaning }, number));
    },
  );

  app.post(
    "/api/v1/substances/:number/witness",
    {
      config: HANDLE,
      schema: { summary: "Sign as the second person for what the first says was done, or is to be bought", tags, params, body: WITNESS },
    },
    async (request) => {
      const { number, pending } = containerOf(request);
      const meaning = pending?.movement.kind === "approve" ? "approved" : "witnessed";
      const { commandId, order } = await signed(request, request.body, meaning);
      return toldOutcome(request, carryOut(containers(), request, commandId, { verb: "witness", ...order }, number));
    },
  );

  app.post(
    "/api/v1/substances/:number/refuse",
    { config: HANDLE, schema: { summary: "Say that it was not so, or take it back: nothing is recorded", tags, params, body: REFUSE } },
    async (request) => {
      namedPerson(request);
      const { number } = containerOf(request);
      const { commandId = randomUUID(), ...order } = request.body;
      return toldOutcome(request, carryOut(containers(), request, commandId, { verb: "refuse", ...order }, number));
    },
  );

  app.post(
    "/api/v1/custody-findings/:number/explain",
    {
      config: HANDLE,
      schema: {
        summary: "Say in writing what it was, signed by a person the site knows who was not involved",
        tags,
        params,
        body: EXPLAIN,
      },
    },
    async (request) => {
      const { number } = itemOf(findings(), request, { site: site(), code: "FINDING_UNKNOWN" });
      const { commandId, order } = await signed(request, request.body, "explained");
      return { finding: carryOut(findings(), request, commandId, { verb: "explain", ...order }, number) };
    },
  );

  app.post(
    "/api/v1/stock-takes",
    {
      config: HANDLE,
      schema: { summary: "Begin a stock-take: every one of its cabinets is counted by a day", tags, body: OPEN_STOCK_TAKE },
    },
    async (request, reply) => {
      const { body } = request;
      expectWithin(request, [body.zoneId, ...body.cabinets]);
      const { commandId, order } = await signed(request, body, "approved");
      const command: StockTakeCommand = { verb: "open", ...order, dueAt: epochMs(order.dueAt) };
      return reply.status(201).send({ stockTake: toldStockTake(carryOut(stockTakes(), request, commandId, command)) });
    },
  );

  for (const verb of ["count", "witness"] as const) {
    const summary = verb === "count" ? "Say what was counted in a cabinet" : "Count a cabinet as the second person, and sign";
    const schema = { summary, tags, params, body: COUNT };
    app.post(`/api/v1/stock-takes/:number/${verb}`, { config: HANDLE, bodyLimit: COUNT_BODY_BYTES, schema }, async (request) => {
      const body = request.body as Static<typeof COUNT>;
      const stockTake = stockTakeOf(request);
      const { number } = stockTake;
      expectCabinetOf(stockTake, body.cabinet, scopeOfRequest(request, site()));
      const { commandId, order } = await signed(request, body, verb === "count" ? "carried-out" : "witnessed");
      return { stockTake: toldStockTake(carryOut(stockTakes(), request, commandId, { verb, ...order }, number)) };
    });
  }

  app.post(
    "/api/v1/stock-takes/:number/refuse",
    { config: HANDLE, schema: { summary: "Say that a count was not so, or take it back", tags, params, body: REFUSE_COUNT } },
    async (request) => {
      namedPerson(request);
      const { number } = stockTakeOf(request);
      const { commandId = randomUUID(), ...order } = request.body;
      return { stockTake: toldStockTake(carryOut(stockTakes(), request, commandId, { verb: "refuse", ...order }, number)) };
    },
  );

  app.post(
    "/api/v1/substances/export",
    {
      config: READ,
      schema: {
        summary: "All records of a regime in a span, signed: the journal has who exported it and the SHA-256 of the file",
        tags,
        body: EXPORT,
      },
    },
    async (request, reply) => {
      const { regime, format, mapping, from, to } = request.body;
      if (from >= to) throw new HttpError("RANGE_INVALID");
      if (mapping !== undefined) checkMapping(mapping);
      await signed(request, request.body, "approved");
      const part = signedPart(request, site(), "approved");
      const scope = scopeOfRequest(request, site());
      const question = { regime, from: epochMs(from), to: epochMs(to) };
      const all = theirs(containers(), scope).toReversed();
      const lines = exportLines(scope.isWhole ? all : all.map((each) => partOf(each, scope)), question, site());
      const { userName: by } = sessionOf(request);
      const at: EpochMs = clock.now();
      const head = { ...question, ...part, site: site().id, by, at };
      const { file, sha256 } = await exportFile(lines, { format, mapping, head });
      const detail = {
        ...question,
        ...part,
        format,
        records: lines.length,
        sha256,
        ...(mapping === undefined ? {} : { mapping: mapping.name }),
      };
      desk.record({ kind: "substances-exported", actor: `user:${by}`, detail });
      const name = `substances-${regime}-${sha256.slice(0, 12)}.${format}`;
      return reply
        .header("content-type", format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/json; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}"`)
        .header("x-content-sha256", sha256)
        .headers(format === "csv" ? { "x-export-head": sidecarOf(lines.length, mapping, head, sha256) } : {})
        .send(file);
    },
  );

  /** Of a zone elsewhere as of one that is nowhere: what there is is not told. */
  function expectWithin(request: FastifyRequest, zones: readonly string[]): void {
    const scope = scopeOfRequest(request, site());
    if (!zones.every((zoneId) => scope.hasZone(zoneId) && site().zones.some(({ id }) => id === zoneId)))
      throw new HttpError("CABINET_UNKNOWN");
  }

  const containerOf = (request: FastifyRequest) => itemOf(containers(), request, { site: site(), code: "CONTAINER_UNKNOWN" });
  const stockTakeOf = (request: FastifyRequest) => itemOf(stockTakes(), request, { site: site(), code: "STOCK_TAKE_UNKNOWN" });

  /** Throws when who asks is no person, or is not who the password says; what is ordered comes back with what was signed. */
  async function signed<Body extends Confirmation & { readonly commandId?: string }, Meaning extends SignatureMeaning>(
    request: FastifyRequest,
    { password, code, commandId = randomUUID(), ...order }: Body,
    meaning: Meaning,
  ) {
    namedPerson(request);
    await confirm.whole(request, { password, code });
    return { commandId, order: { ...order, signed: meaning } };
  }

  function toldOutcome(request: FastifyRequest, container: Parameters<typeof toldContainer>[0]) {
    return { container: toldContainer(container, site(), { actor: actorOf(request), scope: scopeOfRequest(request, site()) }) };
  }
}

function carryOut<Item, Order extends { readonly verb: string }, Code extends keyof typeof SUBSTANCE_HTTP_ERRORS>(
  book: Pick<LedgerBook<Item, Order, Code>, "carryOut">,
  request: FastifyRequest,
  id: string,
  order: Order,
  number?: number,
): Item {
  const outcome = book.carryOut({ id, actor: actorOf(request), order, ...(number === undefined ? {} : { number }) });
  if (!outcome.ok) throw new HttpError(outcome.error.code);
  return outcome.value;
}

/** A one-time link does not say who came by it, and a program has been nowhere. */
function namedPerson(request: FastifyRequest): void {
  const { userName, via } = sessionOf(request);
  if (userName === VISITOR_NAME || via === "api-token") throw new HttpError("PERSON_REQUIRED");
}
