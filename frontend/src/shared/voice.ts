/**
 * Speaks lines with a voice that the device itself has. A voice that works over a network is never
 * used: the words would leave the device. Where there is none, `find` gives null and text stays.
 */

const VOICES_WAIT_MS = 1500;

export class Voice {
  private constructor(private readonly voice: SpeechSynthesisVoice) {}

  /** A voice of this device for the page's language; null where there is none. */
  static async find(language = document.documentElement.lang || "en"): Promise<Voice | null> {
    if (!("speechSynthesis" in window)) return null;
    const wanted = language.toLowerCase().split("-")[0] ?? "en";
    const fitting = (): SpeechSynthesisVoice | undefined =>
      window.speechSynthesis
        .getVoices()
        .filter((one) => one.localService && one.lang.toLowerCase().startsWith(wanted))
        .sort((a, b) => Number(b.default) - Number(a.default))[0];
    const voice = fitting() ?? (await voicesLater(fitting));
    return voice === undefined ? null : new Voice(voice);
  }

  /** Says one text; `done` is called at its end, not when it is cut off. */
  say(text: string, rate: number, done: () => void = () => undefined): void {
    this.stop();
    const line = new SpeechSynthesisUtterance(text);
    line.voice = this.voice;
    line.lang = this.voice.lang;
    line.rate = rate;
    line.onend = done;
    window.speechSynthesis.speak(line);
  }

  stop(): void {
    window.speechSynthesis.cancel();
  }
}

/** Some browsers list their voices only after a moment. */
function voicesLater(fitting: () => SpeechSynthesisVoice | undefined): Promise<SpeechSynthesisVoice | undefined> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(() => resolve(fitting()), VOICES_WAIT_MS);
    window.speechSynthesis.addEventListener(
      "voiceschanged",
      () => {
        window.clearTimeout(timer);
        resolve(fitting());
      },
      { once: true },
    );
  });
}

/** A select of three paces, under its label. `changed` gets the factor: under 1 is slower. */
export function paceChoice(words: DOMStringMap, changed: (factor: number) => void): HTMLLabelElement {
  const label = document.createElement("label");
  label.className = "pace";
  label.append(words.wordPace ?? "");
  const select = document.createElement("select");
  for (const [factor, name] of [["0.8", words.wordSlow], ["1", words.wordNormal], ["1.25", words.wordQuick]]) {
    const option = document.createElement("option");
    option.value = factor ?? "1";
    option.textContent = name ?? "";
    option.selected = factor === "1";
    select.append(option);
  }
  select.addEventListener("change", () => changed(Number(select.value)));
  label.append(select);
  return label;
}
