/**
 * The message box: Ctrl or Command with Enter sends, and a new answer scrolls into view. Sending
 * works without this.
 */

import { streamTurn } from "../shared/turn";

/** A turn taller than this share of the screen is shown from its first line. */
const FITS = 0.5;

export function mount(box: HTMLElement): void {
  if (!(box instanceof HTMLFormElement)) return;
  const text = box.querySelector("textarea");
  text?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    box.requestSubmit();
  });
  if (box.hasAttribute("data-streams")) {
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      void streamTurn(box);
    });
  }
  showLatest();
}

/** The box is swapped with each answer, so mounting is the moment a new turn is on the page. */
function showLatest(): void {
  const turns = document.querySelectorAll<HTMLElement>("#turns > *");
  const last = turns[turns.length - 1];
  if (turns.length < 2 || last === undefined) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const fits = last.offsetHeight < window.innerHeight * FITS;
  last.scrollIntoView({ block: fits ? "end" : "start", behavior: calm ? "auto" : "smooth" });
}
