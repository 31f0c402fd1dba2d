/** What gives live beats: a strap, a camera. Here: the shape both have. */

export type Feeling = "waiting" | "good" | "weak" | "lost" | "rate-only";

export type Listener = {
  /** An interval of `rr` milliseconds that ended at `t` (as performance.now). */
  beat: (t: number, rr: number) => void;
  feeling: (feeling: Feeling) => void;
};

export interface Sensor {
  readonly kind: "strap" | "camera";
  /** Asks the browser, and so the person, for permission. Rejects when there is none. */
  start(listener: Listener): Promise<void>;
  stop(): void;
}
