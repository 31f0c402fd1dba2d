/** What the guided exercises share: a button, a line that fills in numbers, and a screen kept awake. */

/** A quiet button that submits nothing. */
export function button(words: string, press: () => void, kind = "button button--quiet"): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

/** "Breath %n of %m" with its numbers. The words come from the page. */
export function counted(words: string, n: number, m: number): string {
  return words.replace("%n", String(n)).replace("%m", String(m));
}

/** True where the device asks for less motion. */
export function lessMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Keeps the screen on until the returned function is called. Refusal changes nothing else. */
export function keepAwake(): () => void {
  let lock: { release(): Promise<void> } | null = null;
  let over = false;
  const asked = navigator.wakeLock?.request("screen");
  asked?.then(
    (held) => {
      lock = held;
      if (over) void held.release();
    },
    () => undefined,
  );
  return () => {
    over = true;
    void lock?.release().catch(() => undefined);
  };
}

/** Says that the exercise has come to its end; the player listens. */
export function sayDone(from: HTMLElement): void {
  from.dispatchEvent(new CustomEvent("evenkeel:done", { bubbles: true }));
}
