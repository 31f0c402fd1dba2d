/**
 * Beats from a fingertip on a camera: photoplethysmography. Blood that fills the finger takes light
 * away, so each beat is a dip of brightness; the steepest part of the dip is its most certain moment.
 *
 * Here: brightness over time -> beat times with their quality. Pure: no page, no camera, no clock.
 * Sources: Elgendi 2012, Curr Cardiol Rev 8:14 (the wave and its slope); Peng et al. 2015, BioMed Res
 * Int 2015:476752 (a phone's camera for heart rate variability). Checked beat for beat against chest
 * straps by tests/unit/frontend/test_pulse.py.
 */

export type Frame = { t: number; r: number; g: number; b: number };
export type Pulse = {
  /** Milliseconds of each beat. */
  beats: number[];
  /** How much like its neighbours each beat looks, -1 to 1. */
  likeness: number[];
  /** Median of `likeness`; 0 without a pulse. */
  quality: number;
  channel: "r" | "g" | "b" | "";
};

const RATE = 100;
const BASELINE_S = 1.1;
const SMOOTH_S = 0.11;
const FASTEST_S = 0.33;
const SLOWEST_S = 1.6;
const TEMPLATE_S = 0.28;
const SHIFT_S = 0.12;
const FEWEST_SECONDS = 4;
const CLEAR = 0.3;
/** A beat rises at least this steeply beside the others. Lower finds more weak beats and more echoes. */
const WEAKEST = 0.25;

const NOTHING: Pulse = { beats: [], likeness: [], quality: 0, channel: "" };

/** The beats in a stretch of frames, from the channel that shows them best. Times as the frames'. */
export function pulse(frames: readonly Frame[]): Pulse {
  const first = frames[0];
  const last = frames[frames.length - 1];
  if (first === undefined || last === undefined || last.t - first.t < FEWEST_SECONDS * 1000) return NOTHING;
  let best = NOTHING;
  for (const channel of ["r", "g", "b"] as const) {
    const found = inChannel(frames, channel, first.t);
    if (found.quality > best.quality) best = found;
  }
  return best;
}

/** The newest beats have too little after them to be laid over a mean beat. */
const NEWEST_MS = 700;
/** A beat that was told is not told again a little elsewhere. */
const SAME_MS = 250;
/** From here on a pulse is clear enough to be told. */
export const CLEAR_PULSE = 0.75;

/** Intervals that are new since `last`, while frames keep coming: `t` is the end of each. */
export function fresh(frames: readonly Frame[], last: number): { quality: number; beats: { t: number; rr: number }[] } {
  const newest = frames[frames.length - 1]?.t ?? 0;
  const found = pulse(frames);
  const beats: { t: number; rr: number }[] = [];
  if (found.quality >= CLEAR_PULSE) {
    const sure = found.beats.filter((t) => t < newest - NEWEST_MS);
    for (const [i, t] of sure.entries()) {
      const before = sure[i - 1];
      if (before !== undefined && t > last + SAME_MS) beats.push({ t, rr: t - before });
    }
  }
  return { quality: found.quality, beats };
}

function inChannel(frames: readonly Frame[], channel: "r" | "g" | "b", from: number): Pulse {
  const raw = evenly(frames, channel);
  const wave = waveOf(raw);
  const period = periodOf(wave);
  if (period === 0) return NOTHING;
  const slope = smoothed(differences(wave), SMOOTH_S);
  const rough = peaksOf(slope, period);
  const { places, likeness } = refined(wave, rough);
  const quality = median(likeness);
  const beats = places.map((place) => from + (place / RATE) * 1000);
  return { beats, likeness, quality, channel };
}

/** One value every hundredth of a second: phones give frames when they like. */
function evenly(frames: readonly Frame[], channel: "r" | "g" | "b"): Float64Array {
  const start = frames[0]?.t ?? 0;
  const end = frames[frames.length - 1]?.t ?? 0;
  const out = new Float64Array(Math.max(1, Math.floor(((end - start) / 1000) * RATE)));
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    const t = start + (i / RATE) * 1000;
    while (at + 2 < frames.length && (frames[at + 1]?.t ?? 0) < t) at++;
    const a = frames[at];
    const b = frames[at + 1];
    if (a === undefined || b === undefined) continue;
    const share = b.t > a.t ? Math.min(1, Math.max(0, (t - a.t) / (b.t - a.t))) : 0;
    out[i] = a[channel] + (b[channel] - a[channel]) * share;
  }
  return out;
}

/** Upright, without drift, of even height: a beat is a hill. */
function waveOf(raw: Float64Array): Float64Array {
  const base = smoothed(raw, BASELINE_S);
  const wave = raw.map((value, i) => (base[i] ?? 0) - value);
  const fine = smoothed(smoothed(wave, SMOOTH_S), SMOOTH_S);
  const power = smoothed(
    fine.map((value) => value * value),
    2 * BASELINE_S,
  );
  const floor = 0.05 * Math.sqrt(mean(power)) + 1e-9;
  return fine.map((value, i) => Math.max(-3, Math.min(3, value / Math.max(floor, Math.sqrt(power[i] ?? 0)))));
}

/** Samples a beat, by autocorrelation; 0 where nothing repeats. */
function periodOf(wave: Float64Array): number {
  const shortest = Math.round(FASTEST_S * RATE);
  const longest = Math.min(Math.round(SLOWEST_S * RATE), Math.floor(wave.length / 2));
  const zero = autocorrelation(wave, 0);
  if (zero <= 0) return 0;
  const at = new Float64Array(longest + 1);
  for (let lag = shortest - 1; lag <= longest; lag++) at[lag] = autocorrelation(wave, lag) / zero;
  let best = 0;
  for (let lag = shortest; lag < longest; lag++) {
    const here = at[lag] ?? 0;
    const hill = here >= (at[lag - 1] ?? 0) && here >= (at[lag + 1] ?? 0);
    // The first clear hill is the beat; twice as long repeats just as well.
    if (hill && here > CLEAR && here > (at[best] ?? 0) * (best === 0 ? 0 : 1.15)) best = lag;
  }
  return best;
}

function autocorrelation(wave: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < wave.length; i++) sum += (wave[i] ?? 0) * (wave[i - lag] ?? 0);
  return sum / Math.max(1, wave.length - lag);
}

/** The steepest rise of each beat: high enough, and no two within half a beat. */
function peaksOf(slope: Float64Array, period: number): number[] {
  const hills: number[] = [];
  for (let i = 1; i + 1 < slope.length; i++) {
    const here = slope[i] ?? 0;
    if (here > 0 && here >= (slope[i - 1] ?? 0) && here > (slope[i + 1] ?? 0)) hills.push(i);
  }
  const high = hills.map((i) => slope[i] ?? 0).sort((a, b) => b - a);
  const beats = Math.max(1, Math.round(slope.length / period));
  const floor = WEAKEST * median(high.slice(0, beats));
  const kept: number[] = [];
  for (const i of hills) {
    const here = slope[i] ?? 0;
    if (here < floor) continue;
    const before = kept[kept.length - 1];
    if (before !== undefined && i - before < 0.52 * period) {
      if (here > (slope[before] ?? 0)) kept[kept.length - 1] = i;
    } else kept.push(i);
  }
  return kept;
}

/** Each beat laid over the mean beat: the best shift, between samples, is its moment. */
function refined(wave: Float64Array, rough: number[]): { places: number[]; likeness: number[] } {
  const half = Math.round(TEMPLATE_S * RATE);
  const reach = Math.round(SHIFT_S * RATE);
  const whole = rough.filter((i) => i - half - reach >= 0 && i + half + reach < wave.length);
  let centres = whole;
  let template = meanBeat(wave, centres, half);
  let places: number[] = [];
  let likeness: number[] = [];
  for (let round = 0; round < 2; round++) {
    places = [];
    likeness = [];
    for (const centre of centres) {
      const scores: number[] = [];
      for (let shift = -reach; shift <= reach; shift++) scores.push(likenessAt(wave, template, centre + shift, half));
      let top = 0;
      for (let i = 1; i < scores.length; i++) if ((scores[i] ?? -1) > (scores[top] ?? -1)) top = i;
      places.push(centre - reach + top + vertex(scores[top - 1], scores[top], scores[top + 1]));
      likeness.push(scores[top] ?? 0);
    }
    centres = places.map((place) => Math.round(place)).filter((i) => i - half - reach >= 0 && i + half + reach < wave.length);
    if (centres.length !== places.length) break;
    template = meanBeat(wave, centres, half);
  }
  return { places, likeness };
}

function meanBeat(wave: Float64Array, centres: number[], half: number): Float64Array {
  const sum = new Float64Array(2 * half + 1);
  for (const centre of centres) for (let i = -half; i <= half; i++) sum[i + half] = (sum[i + half] ?? 0) + (wave[centre + i] ?? 0);
  return sum.map((value) => value / Math.max(1, centres.length));
}

function likenessAt(wave: Float64Array, template: Float64Array, centre: number, half: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  const a0 = mean(template);
  let b0 = 0;
  for (let i = -half; i <= half; i++) b0 += wave[centre + i] ?? 0;
  b0 /= 2 * half + 1;
  for (let i = -half; i <= half; i++) {
    const a = (template[i + half] ?? 0) - a0;
    const b = (wave[centre + i] ?? 0) - b0;
    ab += a * b;
    aa += a * a;
    bb += b * b;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Where a parabola through three points is highest, from the middle one. */
function vertex(before: number | undefined, here: number | undefined, after: number | undefined): number {
  if (before === undefined || here === undefined || after === undefined) return 0;
  const bend = before - 2 * here + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
}

function differences(wave: Float64Array): Float64Array {
  return wave.map((value, i) => value - (wave[Math.max(0, i - 1)] ?? value));
}

/** Mean over so many seconds around each value; symmetric, so nothing moves in time. */
function smoothed(values: Float64Array, seconds: number): Float64Array {
  const half = Math.max(1, Math.round((seconds * RATE) / 2));
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = (sums[i] ?? 0) + (values[i] ?? 0);
  return values.map((_value, i) => {
    const from = Math.max(0, i - half);
    const until = Math.min(values.length, i + half + 1);
    return ((sums[until] ?? 0) - (sums[from] ?? 0)) / (until - from);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}
