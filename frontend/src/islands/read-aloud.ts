/**
 * Reads a text aloud, line by line, with the device's own voice: play, pause, go on, pace. The line
 * that is spoken is marked: the text is its own captions. Without this island, or without a voice,
 * the text stands there to be read.
 */

import { button } from "../shared/guided";
import { paceChoice, Voice } from "../shared/voice";

export async function mount(place: HTMLElement): Promise<void> {
  const lines = Array.from(place.querySelectorAll<HTMLElement>("[data-say]"));
  if (lines.length === 0) return;
  const voice = await Voice.find();
  if (voice === null) {
    const note = document.createElement("p");
    note.className = "meta";
    note.textContent = place.dataset.wordNone ?? "";
    place.prepend(note);
    return;
  }
  new Reading(place, lines, voice).begin();
}

class Reading {
  private at = 0;
  private rate = 1;
  private going = false;
  private readonly play: HTMLButtonElement;

  constructor(
    private readonly place: HTMLElement,
    private readonly lines: HTMLElement[],
    private readonly voice: Voice,
  ) {
    this.play = button(place.dataset.wordPlay ?? "", () => (this.going ? this.pause() : this.go()), "button");
  }

  begin(): void {
    const controls = document.createElement("div");
    controls.className = "cluster";
    const again = button(this.place.dataset.wordAgain ?? "", () => {
      this.pause();
      this.at = 0;
      this.go();
    });
    controls.append(this.play, again, paceChoice(this.place.dataset, (factor) => this.pace(factor)));
    this.place.prepend(controls);
    window.addEventListener("pagehide", () => this.voice.stop());
  }

  private go(): void {
    if (this.at >= this.lines.length) this.at = 0;
    this.going = true;
    this.play.textContent = this.place.dataset.wordPause ?? "";
    this.speak();
  }

  private speak(): void {
    const line = this.lines[this.at];
    if (line === undefined || !this.place.isConnected) return this.end();
    this.mark(line);
    this.voice.say(line.textContent ?? "", this.rate, () => {
      if (!this.going) return;
      this.at += 1;
      this.speak();
    });
  }

  private pause(): void {
    this.going = false;
    this.voice.stop();
    this.play.textContent = this.place.dataset.wordResume ?? "";
  }

  private end(): void {
    this.going = false;
    this.at = 0;
    this.mark(null);
    this.play.textContent = this.place.dataset.wordPlay ?? "";
  }

  private pace(factor: number): void {
    this.rate = factor;
    if (this.going) this.speak();
  }

  private mark(now: HTMLElement | null): void {
    for (const line of this.lines) line.classList.toggle("saying", line === now);
    now?.scrollIntoView({ block: "nearest" });
  }
}
