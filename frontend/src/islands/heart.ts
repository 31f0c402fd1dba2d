/**
 * Breathing with your heart: a pacer that grows and shrinks, and, with a strap or a fingertip on the
 * camera, the wave of the heart under it. It finds the pace at which the heart swings most, or keeps to
 * one and eases. All of it happens in this page; only a summary can be kept, and only by pressing Keep.
 * Without a sensor the pacer is the same. Without this island the page has the exercise in words.
 */

import { keepAwake, lessMotion } from "../shared/guided";
import { Beats, coherence, heartRate, leftOut, rmssd, swing } from "../shared/heart/beats.ts";
import { Camera, cameraIsPossible } from "../shared/heart/camera.ts";
import {
  SETTLING_SECONDS,
  STEP_SECONDS,
  TRIED,
  fitting,
  lengths,
  next,
  type Step,
  type Why,
} from "../shared/heart/pace.ts";
import type { Feeling, Sensor } from "../shared/heart/sensor.ts";
import { Strap, strapIsPossible } from "../shared/heart/strap.ts";

type Stage = "choose" | "before" | "pace" | "after" | "done";
type Minute = { bpm: number | null; rmssd: number | null };

const QUIET_MS = 60_000;
const EASE_EVERY_MS = 60_000;
const LOOK_MS = 64_000;
const WAVE_MS = 60_000;
const SMALL = 34;
const LARGE = 88;
const WAVE_WIDTH = 600;
const WAVE_HEIGHT = 150;
const LEAST_SPAN = 12;

export function mount(place: HTMLElement): void {
  new Heart(place).begin();
}

class Heart {
  private readonly words: Record<string, string>;
  private readonly still = lessMotion();
  private beats = new Beats();
  private sensor: Sensor | null = null;
  private stage: Stage = "choose";
  private began = 0;
  private frame: number | null = null;
  private letSleep: () => void = () => undefined;
  private pace = 6;
  private goal = 6;
  private searching = false;
  private minutes = 5;
  private breathBegan = 0;
  private phase = "";
  private easedAt = 0;
  private paceBegan = 0;
  private pacedFrom = 0;
  private pacedUntil = 0;
  private readonly steps: Step[] = [];
  private before: Minute = { bpm: null, rmssd: null };
  private after: Minute = { bpm: null, rmssd: null };
  private shares: number[] = [];
  private swings: number[] = [];

  constructor(private readonly place: HTMLElement) {
    this.words = JSON.parse(place.dataset.words ?? "{}") as Record<string, string>;
    this.goal = Number(place.dataset.pace) || 6;
  }

  begin(): void {
    for (const button of this.place.querySelectorAll<HTMLButtonElement>("[data-sensor]")) {
      const possible = { strap: strapIsPossible, camera: cameraIsPossible }[button.dataset.sensor ?? ""];
      if (possible !== undefined && !possible()) {
        button.disabled = true;
        const why = this.place.querySelector<HTMLElement>(`[data-not-possible='${button.dataset.sensor}']`);
        if (why !== null) why.hidden = false;
      }
      button.addEventListener("click", () => void this.choose(button.dataset.sensor ?? "none"));
    }
    this.on("[data-go]", () => this.go());
    this.on("[data-skip]", () => this.forward());
    this.on("[data-stop]", () => this.finish());
    this.on("[data-again]", () => window.location.reload());
    window.addEventListener("pagehide", () => this.sensor?.stop());
    this.place.hidden = false;
    const folded = document.querySelector("details[data-how]");
    if (folded instanceof HTMLDetailsElement) folded.open = false;
    this.show("choose");
  }

  // --- Choosing -------------------------------------------------------------------------------

  private async choose(kind: string): Promise<void> {
    this.say("problem", "");
    if (kind !== "none") {
      const sensor = kind === "strap" ? new Strap() : new Camera();
      try {
        await sensor.start({
          beat: (t, rr) => this.heard(t, rr),
          feeling: (feeling) => this.felt(feeling),
        });
      } catch (error) {
        sensor.stop();
        const refused = error instanceof DOMException && ["NotFoundError", "NotAllowedError"].includes(error.name);
        this.say("problem", this.word(refused ? `refused-${kind}` : `failed-${kind}`));
        return;
      }
      this.sensor = sensor;
    }
    const search = this.place.querySelector<HTMLElement>("[data-search]");
    if (search !== null) search.hidden = this.sensor === null;
    this.show("plan");
  }

  private go(): void {
    const chosen = this.place.querySelector<HTMLInputElement>("input[name='plan']:checked")?.value ?? "5";
    this.searching = chosen === "search" && this.sensor !== null;
    this.minutes = Number(chosen) || 5;
    this.letSleep = keepAwake();
    this.enter(this.sensor === null ? "pace" : "before");
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  private enter(stage: Stage): void {
    this.stage = stage;
    this.began = performance.now();
    this.phase = "";
    const live = this.place.querySelector<HTMLElement>("[data-part='live']");
    if (live !== null) live.dataset.stage = stage;
    const skip = this.place.querySelector<HTMLElement>("[data-skip]");
    if (skip !== null) skip.hidden = stage === "pace";
    if (stage === "pace") {
      this.pace = this.searching ? (TRIED[0] ?? 6) : this.goal;
      this.pacedFrom = this.paceBegan = this.breathBegan = this.easedAt = this.began;
      this.say("paced", this.told("pace-now", this.pace));
    } else {
      this.say("word", this.word(stage));
      this.say("paced", "");
    }
    this.show("live");
  }

  // --- Time -----------------------------------------------------------------------------------

  private step(now: number): void {
    if (this.stage === "done" || !this.place.isConnected) return;
    if (this.stage === "pace") this.breathe(now);
    else this.wait(now);
    this.frame = requestAnimationFrame((later) => this.step(later));
  }

  private wait(now: number): void {
    const left = QUIET_MS - (now - this.began);
    this.say("count", String(Math.max(0, Math.ceil(left / 1000))));
    if (left <= 0) this.forward();
  }

  /** The minute before or after is over. */
  private forward(): void {
    if (this.stage === "before") {
      this.before = this.minute();
      this.enter("pace");
    } else if (this.stage === "after") {
      this.after = this.minute();
      this.finish();
    }
  }

  private breathe(now: number): void {
    this.pacedUntil = now;
    const length = lengths(this.pace);
    const whole = (length.in + length.out) * 1000;
    if (now - this.breathBegan >= whole) {
      this.breathBegan += whole * Math.floor((now - this.breathBegan) / whole);
      this.phase = "";
      this.between(now);
      if (this.stage !== "pace") return;
    }
    const into = (now - this.breathBegan) / 1000;
    const rising = into < length.in;
    if (this.phase !== (rising ? "in" : "out")) {
      this.phase = rising ? "in" : "out";
      this.say("word", this.word(this.phase));
    }
    const left = rising ? length.in - into : length.in + length.out - into;
    this.say("count", String(Math.max(1, Math.ceil(left))));
    if (!this.still) {
      const share = rising ? into / length.in : 1 - (into - length.in) / length.out;
      this.size(SMALL + (LARGE - SMALL) * ((1 - Math.cos(Math.PI * share)) / 2));
    }
  }

  /** A breath has ended: is it time for another pace, or to stop? */
  private between(now: number): void {
    if (this.searching) {
      if (now - this.paceBegan < STEP_SECONDS * 1000) return;
      this.steps.push(this.measured(now));
      const following = TRIED[this.steps.length];
      if (following === undefined) return this.settle();
      this.change(following, "");
      return;
    }
    if (now - this.began >= this.minutes * 60_000) return this.settle();
    if (this.sensor === null || now - this.easedAt < EASE_EVERY_MS) return;
    this.easedAt = now;
    const recent = this.beats.within(now - LOOK_MS, now);
    const share = coherence(recent).share;
    if (Number.isFinite(share)) this.shares.push(share);
    const moved = swing(recent, now - LOOK_MS, now, 60_000 / this.pace);
    if (Number.isFinite(moved)) this.swings.push(moved);
    const then = next(this.pace, this.goal, share, leftOut(recent));
    if (then.pace !== this.pace) this.change(then.pace, then.why);
  }

  private measured(now: number): Step {
    const from = this.paceBegan + SETTLING_SECONDS * 1000;
    const beats = this.beats.within(from, now);
    const found = swing(beats, from, now, 60_000 / this.pace);
    const { share } = coherence(beats);
    if (Number.isFinite(share)) this.shares.push(share);
    if (Number.isFinite(found)) this.swings.push(found);
    return { pace: this.pace, swing: found, share, leftOut: leftOut(beats) };
  }

  private change(pace: number, why: Why | ""): void {
    this.pace = pace;
    this.paceBegan = this.breathBegan;
    this.say("paced", this.told("pace-now", pace) + (why === "" ? "" : ` ${this.word(`why-${why}`)}`));
  }

  private settle(): void {
    if (this.searching) this.pace = fitting(this.steps) ?? this.goal;
    if (this.sensor === null) this.finish();
    else this.enter("after");
  }

  // --- The heart ------------------------------------------------------------------------------

  private heard(t: number, rr: number): void {
    this.beats.add(t, rr);
    if (this.stage === "done") return;
    const recent = this.beats.within(t - LOOK_MS, t);
    const bpm = heartRate(this.beats.within(t - 8000, t));
    this.say("bpm", Number.isFinite(bpm) ? String(Math.round(bpm)) : "–");
    const { share } = coherence(recent);
    const level = !Number.isFinite(share) || recent.length < 20 ? "" : share >= 0.55 ? "high" : share >= 0.3 ? "middle" : "low";
    this.say("together", level === "" ? this.word("together-soon") : this.word(`together-${level}`));
    const meter = this.place.querySelector<HTMLMeterElement>("[data-meter]");
    if (meter !== null) meter.value = level === "" ? 0 : share;
    this.draw(t);
  }

  private felt(feeling: Feeling): void {
    const kind = this.sensor?.kind ?? "strap";
    this.say("feeling", this.word(`${feeling}-${kind}`) || this.word(feeling));
    const wave = this.place.querySelector<HTMLElement>("[data-heart]");
    if (wave !== null) wave.hidden = feeling === "rate-only";
  }

  /** The last minute as a line: higher is a faster heart. Gaps where beats were left out. */
  private draw(now: number): void {
    const path = this.place.querySelector<SVGPathElement>("[data-wave]");
    if (path === null) return;
    const beats = this.beats.within(now - WAVE_MS, now);
    const rates = beats.filter((beat) => beat.good).map((beat) => 60_000 / beat.rr);
    if (rates.length < 2) return;
    const middle = (Math.max(...rates) + Math.min(...rates)) / 2;
    const span = Math.max(LEAST_SPAN, Math.max(...rates) - Math.min(...rates)) * 1.15;
    let line = "";
    let drawing = false;
    for (const beat of beats) {
      const x = WAVE_WIDTH * (1 - (now - beat.t) / WAVE_MS);
      const y = WAVE_HEIGHT * (0.5 - (60_000 / beat.rr - middle) / span);
      if (beat.good) line += `${drawing ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      drawing = beat.good;
    }
    path.setAttribute("d", line);
  }

  private minute(): Minute {
    const now = performance.now();
    const beats = this.beats.within(this.began, now);
    const fine = beats.length >= 20 && leftOut(beats) <= 0.15;
    const bpm = fine ? heartRate(beats) : NaN;
    const variability = fine ? rmssd(beats) : NaN;
    return { bpm: kept(bpm, 1), rmssd: kept(variability, 1) };
  }

  // --- The end --------------------------------------------------------------------------------

  private finish(): void {
    if (this.stage === "done") return;
    const begun = this.stage !== "choose";
    if (this.stage === "pace" && this.searching) this.pace = fitting(this.steps) ?? this.goal;
    this.stage = "done";
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.sensor?.stop();
    this.letSleep();
    if (!begun) return;
    const found = this.searching ? fitting(this.steps) : null;
    const summary = {
      sensor: this.sensor?.kind ?? "none",
      seconds: Math.round(Math.max(0, this.pacedUntil - this.pacedFrom) / 1000),
      pace: this.pace,
      found,
      steps: this.steps.map((step) => ({
        pace: step.pace,
        swing: kept(step.swing, 1),
        together: kept(step.share, 2),
      })),
      before: this.before,
      after: this.after,
      swing: kept(mean(this.swings), 1),
      together: kept(mean(this.shares), 2),
      left_out: this.sensor === null ? null : kept(leftOut(this.beats.all), 3),
    };
    const field = this.place.querySelector<HTMLInputElement>("input[name='summary']");
    if (field !== null) field.value = JSON.stringify(summary);
    this.say("result", this.resultOf(found));
    this.fill("before-bpm", this.before.bpm);
    this.fill("after-bpm", this.after.bpm);
    this.fill("before-rmssd", this.before.rmssd);
    this.fill("after-rmssd", this.after.rmssd);
    const table = this.place.querySelector<HTMLElement>("[data-table]");
    if (table !== null) table.hidden = this.before.bpm === null && this.after.bpm === null;
    this.show("end");
  }

  private resultOf(found: number | null): string {
    if (this.searching) return found === null ? this.word("not-found") : this.told("found", found);
    return this.sensor === null ? this.word("done-without") : this.told("done-with", this.pace);
  }

  // --- The page -------------------------------------------------------------------------------

  private show(part: string): void {
    for (const one of this.place.querySelectorAll<HTMLElement>("[data-part]")) {
      one.hidden = one.dataset.part !== part;
    }
    const shown = this.place.querySelector<HTMLElement>(`[data-part='${part}']`);
    const heart = this.place.querySelector<HTMLElement>("[data-heart]");
    if (heart !== null && this.sensor === null) heart.hidden = true;
    const heading = shown?.querySelector<HTMLElement>("h2");
    if (part !== "choose" && heading instanceof HTMLElement) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      shown?.scrollIntoView({ block: "nearest" });
    }
  }

  private on(selector: string, press: () => void): void {
    for (const one of this.place.querySelectorAll<HTMLElement>(selector)) one.addEventListener("click", press);
  }

  private say(what: string, words: string): void {
    for (const one of this.place.querySelectorAll<HTMLElement>(`[data-say='${what}']`)) {
      if (one.textContent !== words) one.textContent = words;
    }
  }

  private fill(what: string, value: number | null): void {
    this.say(what, value === null ? "–" : value.toLocaleString(document.documentElement.lang || "en"));
  }

  private word(key: string): string {
    return this.words[key] ?? "";
  }

  private told(key: string, pace: number): string {
    return this.word(key).replace("%n", pace.toLocaleString(document.documentElement.lang || "en"));
  }

  private size(radius: number): void {
    this.place.querySelector("[data-ball]")?.setAttribute("r", radius.toFixed(2));
  }
}

function kept(value: number, decimals: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(decimals)) : null;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
