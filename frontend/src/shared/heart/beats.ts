/**
 * A run of beats: which intervals to believe, heart rate, RMSSD, how the rate swings with the breath and
 * how regular that swing is. Pure: no page, no clock.
 *
 * Sources: Task Force 1996, Circulation 93:1043 (RMSSD); Malik et al. 1989 (an interval that differs by
 * more than a fifth from the one before it is left out); Lehrer & Gevirtz 2014, Front Psychol 5:756 (swing
 * within a breath); McCraty et al. 2009, Integral Review 5(2):10 (coherence: how much of the rhythm lies
 * in one narrow peak; ours is the share, 0 to 1, not their ratio).
 */

export type Beat = { t: number; rr: number; good: boolean };

export const SHORTEST_MS = 300;
export const LONGEST_MS = 2000;
export const MOST_CHANGE = 0.2;
/** From this share of left-out intervals on, numbers are not told. */
export const MOST_LEFT_OUT = 0.15;

const NEW_USUAL = 3;
const RATE = 4;
const PEAK_LOW = 0.04;
const PEAK_HIGH = 0.26;
const ALL_HIGH = 0.4;
const PEAK_HALF = 0.015;
const STEP_HZ = 0.0025;
const FEWEST_BEATS = 8;

/** Beats in order. `t` is the end of each interval, in milliseconds of one clock. */
export class Beats {
  readonly all: Beat[] = [];
  private before = 0;
  private strange: number[] = [];

  add(t: number, rr: number): Beat {
    const beat = { t, rr, good: this.believable(rr) };
    this.all.push(beat);
    return beat;
  }

  /** The beats after `from` up to `until`. */
  within(from: number, until: number): Beat[] {
    return this.all.filter((beat) => beat.t > from && beat.t <= until);
  }

  private believable(rr: number): boolean {
    if (!(rr >= SHORTEST_MS && rr <= LONGEST_MS)) return false;
    // Beside the one before it, not beside a mean: a deep breath may swing the rate by a third.
    if (this.before === 0 || Math.abs(rr - this.before) <= MOST_CHANGE * this.before) {
      this.before = rr;
      this.strange = [];
      return true;
    }
    // A heart may change for good: three strange ones that agree are the new usual.
    this.strange = [...this.strange, rr].slice(-NEW_USUAL);
    const lowest = Math.min(...this.strange);
    if (this.strange.length < NEW_USUAL || Math.max(...this.strange) > lowest * (1 + MOST_CHANGE)) return false;
    this.before = rr;
    this.strange = [];
    return true;
  }
}

/** Share of intervals that were left out, 0 to 1; 1 without any. */
export function leftOut(beats: readonly Beat[]): number {
  return beats.length === 0 ? 1 : beats.filter((beat) => !beat.good).length / beats.length;
}

/** Beats a minute over good intervals; NaN without any. */
export function heartRate(beats: readonly Beat[]): number {
  const good = beats.filter((beat) => beat.good);
  if (good.length === 0) return NaN;
  return 60_000 / (good.reduce((sum, beat) => sum + beat.rr, 0) / good.length);
}

/** Milliseconds: differences of neighbouring good intervals only; NaN with fewer than two. */
export function rmssd(beats: readonly Beat[]): number {
  let sum = 0;
  let n = 0;
  for (let i = 1; i < beats.length; i++) {
    const a = beats[i - 1];
    const b = beats[i];
    if (a === undefined || b === undefined || !a.good || !b.good) continue;
    sum += (b.rr - a.rr) ** 2;
    n++;
  }
  return n === 0 ? NaN : Math.sqrt(sum / n);
}

/** Mean over whole breaths of the highest minus the lowest rate, beats a minute. NaN without a whole one. */
export function swing(beats: readonly Beat[], from: number, until: number, breathMs: number): number {
  const spans: number[] = [];
  for (let start = from; start + breathMs <= until + 1; start += breathMs) {
    const rates = beats
      .filter((beat) => beat.good && beat.t > start && beat.t <= start + breathMs)
      .map((beat) => 60_000 / beat.rr);
    if (rates.length >= 3) spans.push(Math.max(...rates) - Math.min(...rates));
  }
  return spans.length === 0 ? NaN : spans.reduce((sum, span) => sum + span, 0) / spans.length;
}

/** Share of the rhythm in its strongest narrow peak, 0 to 1, and that peak in Hz. NaN from too few beats. */
export function coherence(beats: readonly Beat[]): { share: number; hertz: number } {
  const good = beats.filter((beat) => beat.good);
  const first = good[0];
  const last = good[good.length - 1];
  if (good.length < FEWEST_BEATS || first === undefined || last === undefined) return { share: NaN, hertz: NaN };
  const values = evenly(good);
  const powers: [number, number][] = [];
  for (let hertz = STEP_HZ * 2; hertz <= ALL_HIGH; hertz += STEP_HZ) powers.push([hertz, power(values, hertz)]);
  const total = powers.reduce((sum, [, p]) => sum + p, 0);
  let top: [number, number] = [NaN, -1];
  for (const one of powers) if (one[0] >= PEAK_LOW && one[0] <= PEAK_HIGH && one[1] > top[1]) top = one;
  const peak = powers.filter(([hertz]) => Math.abs(hertz - top[0]) <= PEAK_HALF).reduce((sum, [, p]) => sum + p, 0);
  return { share: total > 0 ? peak / total : NaN, hertz: top[0] };
}

/** Rate four times a second, straight lines between beats, without its trend, tapered at the ends. */
function evenly(beats: readonly Beat[]): Float64Array {
  const start = beats[0]?.t ?? 0;
  const end = beats[beats.length - 1]?.t ?? 0;
  const out = new Float64Array(Math.max(2, Math.floor(((end - start) / 1000) * RATE)));
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    const t = start + (i / RATE) * 1000;
    while (at + 2 < beats.length && (beats[at + 1]?.t ?? 0) < t) at++;
    const a = beats[at];
    const b = beats[at + 1] ?? a;
    if (a === undefined || b === undefined) continue;
    const share = b.t > a.t ? Math.min(1, Math.max(0, (t - a.t) / (b.t - a.t))) : 0;
    out[i] = 60_000 / a.rr + (60_000 / b.rr - 60_000 / a.rr) * share;
  }
  return tapered(withoutTrend(out));
}

function withoutTrend(values: Float64Array): Float64Array {
  const n = values.length;
  const middle = (n - 1) / 2;
  let sum = 0;
  let slope = 0;
  let spread = 0;
  values.forEach((value, i) => {
    sum += value;
    slope += (i - middle) * value;
    spread += (i - middle) ** 2;
  });
  return values.map((value, i) => value - sum / n - (slope / Math.max(1, spread)) * (i - middle));
}

function tapered(values: Float64Array): Float64Array {
  const n = values.length;
  return values.map((value, i) => value * 0.5 * (1 - Math.cos((2 * Math.PI * i) / Math.max(1, n - 1))));
}

function power(values: Float64Array, hertz: number): number {
  let re = 0;
  let im = 0;
  values.forEach((value, i) => {
    const angle = (2 * Math.PI * hertz * i) / RATE;
    re += value * Math.cos(angle);
    im += value * Math.sin(angle);
  });
  return (re * re + im * im) / values.length;
}
