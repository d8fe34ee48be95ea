/** Counters and gauges, named as in DESIGN 3.5 and `docs/reference/metrics.md`; app exposes them in the Prometheus format. */
export interface Metrics {
  /** Makes (or finds) a counter whose children are told apart by label values given in the order of `labels`. `inc` is cheap. */
  counter(name: MetricName, ...labelValues: readonly string[]): Counter;
  /** A figure read when somebody asks. */
  gauge(name: MetricName, read: () => Iterable<{ readonly labels: readonly string[]; readonly value: number }>): void;
  histogram(name: MetricName): { observe(value: number): void };
}
export interface Counter {
  inc(by?: number): void;
  readonly value: number;
}

export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  /** Of a histogram, where those for spans of milliseconds to seconds do not fit. */
  readonly buckets?: readonly number[];
}

/** Every metric there is: its type, help and labels. `docs/reference/metrics.md` is held equal to it by a test. */
export const METRICS = {
  labcanary_frames_accepted_total: { type: "counter", labels: [], help: "Frames whose record is durable in the accepted log" },
  labcanary_samples_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Samples by what became of them in the history: stored, duplicate, rejected, quarantined",
  },
  labcanary_events_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Access events by what became of them: taken, duplicate, refused; the books of samples do not count them",
  },
  labcanary_refused_total: {
    type: "counter",
    labels: ["where", "reason"],
    help: "What was refused, by where (guard, connect, publish, subscribe, decode, http, socket, receipt, reply) and reason code",
  },
  labcanary_modbus_requests_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Requests to controllers by Modbus: answered, exception, timeout, unreachable, nonsense, address-not-private; skipped and not-kept",
  },
  labcanary_alarms: {
    type: "gauge",
    labels: ["state", "priority"],
    help: "Alarms that are not normal, by priority and life-cycle state; those withheld as `shelved`, `suppressed-by-design`, `out-of-service`; none of drills",
  },
  labcanary_signals_impaired: {
    type: "gauge",
    labels: ["impairment"],
    help: "Signals that do not protect as they should, by what impairs them most: silent, faulty, over-range, suspect, and so on",
  },
  labcanary_notifications_total: {
    type: "counter",
    labels: ["channel", "outcome"],
    help: "Delivery attempts and reports by outcome: accepted, retry, failed, delivered, cancelled",
  },
  labcanary_notifications_pending: {
    type: "gauge",
    labels: ["channel"],
    help: "Notifications due and not yet accepted by a provider; not those that wait their turn",
  },
  labcanary_history_backlog_frames: { type: "gauge", labels: [], help: "Records of the accepted log the history writer has still to take" },
  labcanary_rules_backlog_frames: { type: "gauge", labels: [], help: "Records of the accepted log the rules have still to take" },
  labcanary_history_write_failures_total: {
    type: "counter",
    labels: ["reason"],
    help: "Attempts to write history that failed and were tried again, by reason",
  },
  labcanary_alarm_latency_seconds: {
    type: "histogram",
    labels: [],
    help: "From receipt of the deciding record to the alarm being durable and annunciated",
  },
  labcanary_time_to_first_human_seconds: {
    type: "histogram",
    labels: [],
    help: "From receipt of the deciding record to the first person who acknowledged, attended, commented or answered; real alarms of rules only",
    buckets: [10, 30, 60, 120, 180, 300, 600, 900, 1800, 3600],
  },
  labcanary_canary_latency_seconds: {
    type: "histogram",
    labels: [],
    help: "From the beginning of a run of the canary to the report of its delivery: the whole alarm path",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180],
  },
  labcanary_canary_last_success_timestamp_seconds: {
    type: "gauge",
    labels: [],
    help: "When the last run of the canary came through, in seconds since 1970; 0 before",
  },
  labcanary_canary_runs_total: { type: "counter", labels: ["outcome"], help: "Runs of the canary by outcome: completed, lost" },
  labcanary_heartbeat_pings_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Pings to the watchdog outside by outcome: answered, failed",
  },
  labcanary_log_bytes: { type: "gauge", labels: [], help: "Bytes the accepted log takes on disk" },
  labcanary_log_commit_seconds: { type: "histogram", labels: [], help: "Duration of one group commit of the accepted log" },
  labcanary_connections: { type: "gauge", labels: ["listener"], help: "Open MQTT connections" },
  labcanary_live_sessions: { type: "gauge", labels: [], help: "Browsers connected to the live feed" },
} as const satisfies Record<string, MetricDefinition>;
export type MetricName = keyof typeof METRICS;
