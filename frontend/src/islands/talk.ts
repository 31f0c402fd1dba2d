/**
 * The message box: Ctrl or Command with Enter sends, and a new answer scrolls into view. Sending
 * works without this.
 */

export function mount(box: HTMLElement): void {
  if (!(box instanceof HTMLFormElement)) return;
  const text = box.querySelector("textarea");
  text?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    box.requestSubmit();
  });
  showLatest();
}

/** The box is swapped with each answer, so mounting is the moment a new turn is on the page. */
function showLatest(): void {
  const turns = document.querySelectorAll<HTMLElement>("#turns > *");
  const last = turns[turns.length - 1];
  if (turns.length < 2 || last === undefined) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  last.scrollIntoView({ block: "end", behavior: calm ? "auto" : "smooth" });
}
