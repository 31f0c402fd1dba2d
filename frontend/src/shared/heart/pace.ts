/**
 * Which breath fits a person: finding it, and staying kind while they do it. Pure: no page, no clock.
 *
 * The search follows Lehrer et al. 2013 (Biofeedback 41(3):98, the resonance frequency protocol): two
 * minutes each at 6.5, 6, 5.5, 5 and 4.5 breaths a minute; the rate with the largest swing of the heart
 * is theirs. Two that swing alike (within a tenth) are told apart by how regular the rhythm is.
 */

export type Step = { pace: number; swing: number; share: number; leftOut: number };
export type Why = "steady" | "slower" | "easier" | "unsure";

/** Breaths a minute, in the order they are tried. */
export const TRIED: readonly number[] = [6.5, 6, 5.5, 5, 4.5];
export const STEP_SECONDS = 120;
/** The first breaths of a step belong to the change and are not counted. */
export const SETTLING_SECONDS = 30;
/** Six a minute suits most people (Laborde et al. 2022), and is where everybody starts. */
export const USUAL = 6;
export const SLOWEST = 4.5;
export const FASTEST = 7;
/** The breath out is a little longer: 40% in, 60% out (Van Diest et al. 2014, Appl Psychophysiol 39:171). */
export const IN_SHARE = 0.4;

const ALIKE = 0.1;
const MOST_LEFT_OUT = 0.15;
const SLOWER_BY = 0.1;
const EASIER_BY = 0.25;
const IN_STEP = 0.55;
const OUT_OF_STEP = 0.3;

/** The pace with the largest swing; null where too little could be believed. */
export function fitting(steps: readonly Step[]): number | null {
  const sure = steps.filter((step) => Number.isFinite(step.swing) && step.leftOut <= MOST_LEFT_OUT);
  if (sure.length < 3) return null;
  const most = Math.max(...sure.map((step) => step.swing));
  const alike = sure.filter((step) => step.swing >= (1 - ALIKE) * most);
  alike.sort((a, b) => (b.share || 0) - (a.share || 0));
  return alike[0]?.pace ?? null;
}

/**
 * The pace of the next minute. Where heart and breath swing together it goes slowly towards `goal`; where
 * they do not, it eases: a breath that is too slow is work. Where little can be seen it stays.
 */
export function next(pace: number, goal: number, share: number, leftOut: number): { pace: number; why: Why } {
  if (!Number.isFinite(share) || leftOut > MOST_LEFT_OUT) return { pace, why: "unsure" };
  if (share < OUT_OF_STEP) return { pace: rounded(Math.min(FASTEST, pace + EASIER_BY)), why: "easier" };
  if (share >= IN_STEP && pace > goal) return { pace: rounded(Math.max(goal, pace - SLOWER_BY)), why: "slower" };
  return { pace, why: "steady" };
}

/** Seconds of the breath in and the breath out. */
export function lengths(pace: number): { in: number; out: number } {
  const breath = 60 / pace;
  return { in: breath * IN_SHARE, out: breath * (1 - IN_SHARE) };
}

function rounded(pace: number): number {
  return Math.round(pace * 100) / 100;
}
