/**
 * Steps one at a time: at the member's own pace, or moving on by themselves (`data-timed`) with a
 * pause, a pace, and the minutes left. Spoken by the device's own voice if asked for; the step on the
 * page is its caption. Where it was left is remembered in this tab. Without this island the page has
 * all of them as a list.
 */

import { button, counted, keepAwake, sayDone } from "../shared/guided";
import { paceChoice, Voice } from "../shared/voice";

const TICK_MS = 250;
const PLACE = "evenkeel step ";

export function mount(list: HTMLElement): void {
  const items = Array.from(list.querySelectorAll<HTMLElement>(":scope > li"));
  if (items.length === 0) return;
  new Steps(list, items).begin();
}

class Steps {
  private readonly words: DOMStringMap;
  private readonly timed: boolean;
  private readonly where = document.createElement("p");
  private readonly bar = document.createElement("progress");
  private readonly controls = document.createElement("p");
  private readonly back: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly play: HTMLButtonElement;
  private at = 0;
  private spent = 0;
  private timer: number | null = null;
  private letSleep: () => void = () => undefined;
  private factor = 1;
  private voice: Voice | null = null;
  private aloud = false;

  constructor(
    private readonly list: HTMLElement,
    private readonly items: HTMLElement[],
  ) {
    this.words = list.dataset;
    this.timed = list.dataset.timed !== undefined;
    this.back = button(this.words.wordBack ?? "", () => this.go(this.at - 1));
    this.next = button(this.words.wordNext ?? "", () => this.go(this.at + 1), this.timed ? undefined : "button");
    this.play = button(this.words.wordStart ?? "", () => this.toggle(), "button");
  }

  begin(): void {
    this.list.setAttribute("aria-live", "polite");
    this.list.classList.add("steps--one");
    for (const length of this.list.querySelectorAll<HTMLElement>("[data-length]")) length.hidden = true;
    this.where.className = "meta";
    this.bar.className = "progress";
    this.bar.max = 1;
    this.bar.setAttribute("aria-hidden", "true");
    this.controls.className = "cluster";
    const all = button(this.words.wordAll ?? "", () => this.showAll(), "button button--link");
    const pace = paceChoice(this.words, (factor) => (this.factor = factor));
    this.controls.append(...(this.timed ? [this.play] : []), this.back, this.next, ...(this.timed ? [pace] : []), all);
    void this.offerVoice(all);
    this.list.before(this.where);
    this.list.after(...(this.timed ? [this.bar] : []), this.controls);
    this.list.addEventListener("evenkeel:begin", () => this.run());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.pause();
    });
    window.addEventListener("pagehide", () => this.voice?.stop());
    this.at = Math.min(this.items.length - 1, Math.max(0, Number(this.remembered()) || 0));
    this.show();
  }

  /** A button to hear the steps, where the device has a voice of its own. */
  private async offerVoice(before: HTMLElement): Promise<void> {
    this.voice = await Voice.find();
    if (this.voice === null || !this.controls.isConnected) return;
    const speak = button(this.words.wordAloud ?? "", () => {
      this.aloud = !this.aloud;
      speak.setAttribute("aria-pressed", String(this.aloud));
      if (this.aloud) this.speak();
      else this.voice?.stop();
    });
    speak.setAttribute("aria-pressed", "false");
    before.before(speak);
  }

  private speak(): void {
    if (!this.aloud || this.voice === null) return;
    const length = this.items[this.at]?.querySelector("[data-length]")?.textContent ?? "";
    const text = (this.items[this.at]?.textContent ?? "").replace(length, "").trim();
    this.voice.say(text, this.factor);
  }

  private remembered(to?: number): string | null {
    const key = PLACE + location.pathname;
    try {
      if (to === 0) sessionStorage.removeItem(key);
      else if (to !== undefined) sessionStorage.setItem(key, String(to));
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  private go(to: number): void {
    if (to >= this.items.length) {
      this.pause();
      this.remembered(0);
      sayDone(this.list);
      return;
    }
    this.at = Math.max(0, to);
    this.spent = 0;
    this.remembered(this.at);
    this.show();
    this.speak();
  }

  private show(): void {
    for (const [place, item] of this.items.entries()) item.hidden = place !== this.at;
    const step = counted(this.words.wordStep ?? "", this.at + 1, this.items.length);
    this.where.textContent = this.timed ? `${step} · ${counted(this.words.wordLeft ?? "", this.minutesLeft(), 0)}` : step;
    this.back.disabled = this.at === 0;
    this.bar.value = 0;
  }

  private minutesLeft(): number {
    const seconds = this.items.slice(this.at).reduce((sum, item) => sum + Number(item.dataset.seconds ?? 0), 0);
    return Math.max(1, Math.round(seconds / this.factor / 60));
  }

  /** Everything at once, for those who rather read: the island steps aside. */
  private showAll(): void {
    this.pause();
    this.aloud = false;
    this.voice?.stop();
    for (const item of this.items) item.hidden = false;
    for (const length of this.list.querySelectorAll<HTMLElement>("[data-length]")) length.hidden = false;
    this.list.removeAttribute("aria-live");
    this.list.classList.remove("steps--one");
    this.where.remove();
    this.bar.remove();
    this.controls.remove();
  }

  private toggle(): void {
    if (this.timer === null) this.run();
    else this.pause();
  }

  private run(): void {
    if (!this.timed || this.timer !== null) return;
    this.play.textContent = this.words.wordPause ?? "";
    if (this.spent === 0) this.speak();
    this.letSleep = keepAwake();
    let last = performance.now();
    this.timer = window.setInterval(() => {
      const now = performance.now();
      this.spent += (now - last) * this.factor;
      last = now;
      this.tick();
    }, TICK_MS);
  }

  private pause(): void {
    if (this.timer === null) return;
    window.clearInterval(this.timer);
    this.timer = null;
    this.letSleep();
    this.voice?.stop();
    this.play.textContent = this.words.wordStart ?? "";
  }

  private tick(): void {
    if (!this.list.isConnected) {
      this.pause();
      return;
    }
    const length = Number(this.items[this.at]?.dataset.seconds) * 1000;
    if (!(length > 0)) return;
    this.bar.value = Math.min(1, this.spent / length);
    if (this.spent >= length) this.go(this.at + 1);
  }
}
