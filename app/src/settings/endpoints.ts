import { statSync } from "node:fs";
import type { Endpoint, Endpoints } from "@labcanary/alerting";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { ENDPOINT_KINDS, type EndpointKind } from "@labcanary/domain/site";
import Type, { type TObject, type TProperties } from "typebox";
import { Compile } from "typebox/compile";
import { explain } from "../site/explain-shape.ts";
import { type FileProblem, readYaml, type YamlSource } from "../yaml-source.ts";

const strict = <P extends TProperties>(properties: P): TObject<P> => Type.Object(properties, { additionalProperties: false });

const Address = Type.String({ minLength: 1 });
const Secret = Type.String({ minLength: 1 });

/** What an endpoint of each kind is made of; `docs/guides/channels.md` says where each comes from. */
const SHAPES: Readonly<Record<EndpointKind, TObject>> = {
  dingtalk: strict({ kind: Type.Literal("dingtalk"), url: Address, secret: Type.Optional(Secret) }),
  wecom: strict({ kind: Type.Literal("wecom"), url: Address }),
  feishu: strict({ kind: Type.Literal("feishu"), url: Address, secret: Type.Optional(Secret) }),
  ntfy: strict({ kind: Type.Literal("ntfy"), url: Address, topic: Secret, token: Type.Optional(Secret) }),
  webhook: strict({ kind: Type.Literal("webhook"), url: Address, secret: Secret }),
};

/** A name of an endpoint, as a site file refers to it. */
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The endpoints of an installation. The file holds their secrets, so that it is refused when others than its owner may read it; nothing
 * that is told of it repeats a value. All that is wrong is told at once.
 */
export function readEndpoints(file: string): Result<Endpoints, readonly FileProblem[]> {
  const open = modeOpenToOthers(file);
  if (open !== undefined) {
    const message = `others than its owner may read or change it (mode ${open}), and it holds secrets; chmod 600 ${file}`;
    return err([{ code: "FILE_PERMISSIONS", file, line: 1, key: "", message }]);
  }
  const source = readYaml(file);
  if (source.problems.length > 0) return err(source.problems);
  const { value } = source;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return err([problemAt(source, [], "give names with endpoints below them: lab-safety: { kind: dingtalk, url: https://… }")]);
  }
  const endpoints = new Map<string, Endpoint>();
  const problems: FileProblem[] = [];
  for (const [name, given] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const found = readEndpoint(source, name, given);
    if (found.ok) endpoints.set(name, found.value);
    else problems.push(...found.error);
  }
  return problems.length > 0 ? err(problems) : ok(endpoints);
}

/** The file's mode when others than its owner may do something with it. A file that is not there is found out when it is read. */
function modeOpenToOthers(file: string): string | undefined {
  const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
  return (mode & 0o077) === 0 ? undefined : mode.toString(8).padStart(3, "0");
}

function readEndpoint(source: YamlSource, name: string, given: unknown): Result<Endpoint, readonly FileProblem[]> {
  if (!NAME.test(name)) return err([problemAt(source, [name], `"${name}" is no name: a name is 1 to 64 of A-Z a-z 0-9 . _ -`)]);
  const kind = ENDPOINT_KINDS.find((known) => known === (given as { readonly kind?: unknown } | null)?.kind);
  if (kind === undefined) return err([problemAt(source, [name, "kind"], `give one of ${ENDPOINT_KINDS.join(", ")}`)]);
  const shape = SHAPES[kind];
  const validator = Compile(shape);
  if (!validator.Check(given)) {
    return err(explain(validator.Errors(given), shape).map(({ path, message }) => problemAt(source, [name, ...path], message)));
  }
  // The shape of its kind was checked just now.
  const endpoint = given as unknown as Endpoint;
  const wrong = [...wrongOfUrl(endpoint), ...wrongOfSecret(endpoint)];
  return wrong.length > 0 ? err(wrong.map(({ key, message }) => problemAt(source, [name, key], message, "ENDPOINT_VALUE"))) : ok(endpoint);
}

interface Wrong {
  readonly key: string;
  readonly message: string;
}

/** Parameters of an address without which its provider knows nobody. */
const PARAMETERS: Readonly<Partial<Record<EndpointKind, string>>> = { dingtalk: "access_token", wecom: "key" };

function wrongOfUrl({ kind, url }: Endpoint): readonly Wrong[] {
  const address = URL.parse(url);
  const isLoopback = address?.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(address.hostname);
  if (address === null || (address.protocol !== "https:" && !isLoopback)) {
    return [{ key: "url", message: "give an address that begins with https:// (http:// is for loopback only)" }];
  }
  const parameter = PARAMETERS[kind];
  if (parameter !== undefined && !address.searchParams.get(parameter)) {
    return [{ key: "url", message: `give the robot's whole address, with ?${parameter}=…` }];
  }
  if (kind === "ntfy" && address.pathname !== "/")
    return [{ key: "url", message: "give the server's address alone; the topic has a key of its own" }];
  return [];
}

function wrongOfSecret(endpoint: Endpoint): readonly Wrong[] {
  if (endpoint.kind === "ntfy") {
    const isTopic = /^[-_A-Za-z0-9]{1,64}$/.test(endpoint.topic);
    return isTopic ? [] : [{ key: "topic", message: "a topic is 1 to 64 of A-Z a-z 0-9 _ -" }];
  }
  if (endpoint.kind !== "webhook") return [];
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(endpoint.secret) ?? [];
  const bytes = encoded === undefined ? 0 : Buffer.from(encoded, "base64").length;
  return bytes >= 24 && bytes <= 64
    ? []
    : [{ key: "secret", message: 'give whsec_ and base64 of 24 to 64 bytes: echo "whsec_$(openssl rand -base64 32)"' }];
}

function problemAt(
  { file, lineOf }: YamlSource,
  path: readonly string[],
  message: string,
  code: "ENDPOINT_SHAPE" | "ENDPOINT_VALUE" = "ENDPOINT_SHAPE",
): FileProblem {
  return { code, file, line: lineOf(path), key: path.join("."), message };
}
