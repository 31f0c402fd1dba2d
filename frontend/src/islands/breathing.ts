/**
 * Paced breathing: a circle that grows and shrinks, the word for each beat, its seconds, and a soft
 * tone or the device's own voice if asked for. Nothing is fetched, so it goes on without a network. Where a device asks for
 * less motion the circle stands still and the words and seconds lead. Without this island the page
 * has the same exercise in words.
 */

import { button, counted, keepAwake, lessMotion, sayDone } from "../shared/guided";
import { paceChoice, Voice } from "../shared/voice";

type Beat = { phase: string; seconds: number; words: string };

const SMALL = 34;
const LARGE = 88;
const LEAD_IN_MS = 1500;
const LOUDNESS = 0.06;
const LOW_HERTZ = 174;
const HIGH_HERTZ = 261;

export function mount(place: HTMLElement): void {
  const beats = readBeats(place);
  const rounds = Number(place.dataset.rounds);
  const ball = place.querySelector<SVGCircleElement>(".breath__ball");
  if (beats.length === 0 || !(rounds > 0) || ball === null) return;
  new Breathing(place, beats, rounds, ball).begin();
}

function readBeats(place: HTMLElement): Beat[] {
  return (place.dataset.beats ?? "").split(",").flatMap((part) => {
    const [phase = "", seconds = ""] = part.split(":");
    const words = place.getAttribute(`data-word-${phase}`) ?? "";
    return Number(seconds) > 0 ? [{ phase, seconds: Number(seconds), words }] : [];
  });
}

class Breathing {
  private readonly word = document.createElement("p");
  private readonly count = document.createElement("p");
  private readonly round = document.createElement("p");
  private readonly start: HTMLButtonElement;
  private readonly sound: HTMLButtonElement;
  private readonly tone = new Tone();
  private readonly still = lessMotion();
  private readonly sizes: number[];
  private elapsed = 0;
  private beat = -1;
  private last: number | null = null;
  private letSleep: () => void = () => undefined;
  private factor = 1;
  private voice: Voice | null = null;
  private aloud = false;

  constructor(
    private readonly place: HTMLElement,
    private readonly beats: Beat[],
    private readonly rounds: number,
    private readonly ball: SVGCircleElement,
  ) {
    const words = place.dataset;
    this.sizes = sizesAfter(beats);
    this.start = button(words.wordStart ?? "", () => this.toggle(), "button");
    this.sound = button(words.wordSound ?? "", () => this.toggleSound());
    this.sound.setAttribute("aria-pressed", "false");
  }

  begin(): void {
    this.ball.style.animation = "none";
    this.size(this.still ? (SMALL + LARGE) / 2 : SMALL);
    this.word.className = "lede breath__word";
    this.word.setAttribute("aria-live", "polite");
    this.word.textContent = this.place.dataset.wordReady ?? "";
    this.count.className = "breath__count";
    this.count.setAttribute("aria-hidden", "true");
    this.round.className = "meta";
    const controls = document.createElement("p");
    controls.className = "cluster";
    controls.append(this.start, this.sound, paceChoice(this.place.dataset, (factor) => (this.factor = factor)));
    void this.offerVoice();
    window.addEventListener("pagehide", () => this.voice?.stop());
    this.place.append(this.word, this.count, this.round, controls);
    this.place.hidden = false;
    this.foldWords();
    this.place.addEventListener("evenkeel:begin", () => this.run());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.pause();
    });
  }

  /** A button to hear each beat's word, where the device has a voice of its own. */
  private async offerVoice(): Promise<void> {
    this.voice = await Voice.find();
    if (this.voice === null) return;
    const speak = button(this.place.dataset.wordAloud ?? "", () => {
      this.aloud = !this.aloud;
      speak.setAttribute("aria-pressed", String(this.aloud));
      if (!this.aloud) this.voice?.stop();
    });
    speak.setAttribute("aria-pressed", "false");
    this.sound.after(speak);
  }

  /** The same exercise in words stays there, folded. */
  private foldWords(): void {
    const how = this.place.parentElement?.querySelector("details[data-how]");
    if (how instanceof HTMLDetailsElement) how.open = false;
  }

  private toggle(): void {
    if (this.last === null) this.run();
    else this.pause();
  }

  private toggleSound(): void {
    const on = this.sound.getAttribute("aria-pressed") !== "true";
    this.sound.setAttribute("aria-pressed", String(on));
    this.tone.turn(on);
    if (on && this.last !== null) this.sing();
  }

  private run(): void {
    if (this.last !== null) return;
    if (this.elapsed >= this.total()) this.elapsed = 0;
    if (this.elapsed === 0) this.elapsed = -LEAD_IN_MS;
    this.beat = -1;
    this.start.textContent = this.place.dataset.wordPause ?? "";
    this.letSleep = keepAwake();
    this.last = performance.now();
    requestAnimationFrame((now) => this.step(now));
  }

  private pause(): void {
    if (this.last === null) return;
    this.last = null;
    this.tone.rest();
    this.voice?.stop();
    this.letSleep();
    this.start.textContent = this.place.dataset.wordStart ?? "";
  }

  private end(): void {
    this.pause();
    this.word.textContent = this.place.dataset.wordEnd ?? "";
    this.count.textContent = "";
    this.start.textContent = this.place.dataset.wordAgain ?? "";
    sayDone(this.place);
  }

  private step(now: number): void {
    if (this.last === null || !this.place.isConnected) return;
    this.elapsed += (now - this.last) * this.factor;
    this.last = now;
    if (this.elapsed >= this.total()) {
      this.end();
      return;
    }
    if (this.elapsed >= 0) this.draw();
    requestAnimationFrame((next) => this.step(next));
  }

  private draw(): void {
    const length = this.roundMs();
    let into = this.elapsed % length;
    let index = 0;
    for (const [place, beat] of this.beats.entries()) {
      index = place;
      if (into < beat.seconds * 1000) break;
      into -= beat.seconds * 1000;
    }
    const beat = this.beats[index];
    if (beat === undefined) return;
    const place = Math.floor(this.elapsed / length) * this.beats.length + index;
    if (place !== this.beat) {
      this.beat = place;
      this.word.textContent = beat.words;
      this.round.textContent = counted(
        this.place.dataset.wordRound ?? "",
        Math.floor(this.elapsed / length) + 1,
        this.rounds,
      );
      this.sing();
      if (this.aloud) this.voice?.say(beat.words, 1);
    }
    this.count.textContent = String(Math.max(1, Math.ceil((beat.seconds - into / 1000) / this.factor)));
    if (!this.still) this.size(this.between(index, into / (beat.seconds * 1000)));
  }

  private between(index: number, share: number): number {
    const from = this.sizes[(index + this.sizes.length - 1) % this.sizes.length] ?? SMALL;
    const to = this.sizes[index] ?? SMALL;
    const eased = (1 - Math.cos(Math.PI * share)) / 2;
    return from + (to - from) * eased;
  }

  private size(radius: number): void {
    this.ball.setAttribute("r", radius.toFixed(2));
  }

  private sing(): void {
    const beat = this.beats[((this.beat % this.beats.length) + this.beats.length) % this.beats.length];
    if (beat !== undefined) this.tone.play(beat.phase, beat.seconds);
  }

  private roundMs(): number {
    return this.beats.reduce((sum, beat) => sum + beat.seconds * 1000, 0);
  }

  private total(): number {
    return this.roundMs() * this.rounds;
  }
}

/** How large the circle is at the end of each beat: breath in fills it, breath out empties it. */
function sizesAfter(beats: Beat[]): number[] {
  const sip = beats.some((beat) => beat.phase === "top_up") ? (LARGE - SMALL) * 0.2 : 0;
  let size = SMALL;
  return beats.map((beat) => {
    if (beat.phase === "in") size = LARGE - sip;
    if (beat.phase === "top_up") size = LARGE;
    if (beat.phase === "out") size = SMALL;
    return size;
  });
}

/** A soft tone made here: it rises with the breath in and falls with the breath out. Off at first. */
class Tone {
  private context: AudioContext | null = null;
  private gain: GainNode | null = null;
  private voice: OscillatorNode | null = null;
  private on = false;

  turn(on: boolean): void {
    this.on = on;
    if (!on) this.rest();
  }

  rest(): void {
    if (this.context === null || this.gain === null) return;
    this.gain.gain.cancelScheduledValues(this.context.currentTime);
    this.gain.gain.setTargetAtTime(0, this.context.currentTime, 0.1);
  }

  play(phase: string, seconds: number): void {
    if (!this.on) return;
    const { context, gain, voice } = this.made();
    const now = context.currentTime;
    gain.gain.cancelScheduledValues(now);
    if (phase === "hold" || phase === "rest") {
      gain.gain.setTargetAtTime(0, now, 0.2);
      return;
    }
    const rising = phase !== "out";
    voice.frequency.cancelScheduledValues(now);
    voice.frequency.setValueAtTime(rising ? LOW_HERTZ : HIGH_HERTZ, now);
    voice.frequency.linearRampToValueAtTime(rising ? HIGH_HERTZ : LOW_HERTZ, now + seconds);
    gain.gain.setTargetAtTime(LOUDNESS, now, Math.min(0.4, seconds / 4));
    gain.gain.setTargetAtTime(0, now + seconds * 0.7, seconds / 8);
  }

  private made(): { context: AudioContext; gain: GainNode; voice: OscillatorNode } {
    if (this.context === null || this.gain === null || this.voice === null) {
      this.context = new AudioContext();
      this.gain = this.context.createGain();
      this.gain.gain.value = 0;
      this.voice = this.context.createOscillator();
      this.voice.type = "sine";
      this.voice.connect(this.gain).connect(this.context.destination);
      this.voice.start();
    }
    void this.context.resume();
    return { context: this.context, gain: this.gain, voice: this.voice };
  }
}
