/**
 * The exercise page, one part at a time: before, the exercise, after. Without this island the three
 * parts stand under each other and work the same. A page to write on stays whole (`data-open`).
 */

import { button } from "../shared/guided";

type Stage = "before" | "do" | "after";

export function mount(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement) || form.dataset.open !== undefined) return;
  const before = stage(form, "before");
  const doing = stage(form, "do");
  const after = stage(form, "after");
  if (before === null || doing === null || after === null) return;
  const parts = [before, doing, after];

  const show = (part: HTMLElement): void => {
    for (const one of parts) one.hidden = one !== part;
    const heading = part.querySelector<HTMLElement>("h2");
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  };

  const words = form.dataset;
  const begin = button("", () => {
    show(doing);
    doing.querySelector("[data-island]")?.dispatchEvent(new CustomEvent("evenkeel:begin"));
  }, "button");
  const name = (): void => {
    const rated = form.querySelector("input[name='before']:checked") !== null;
    begin.textContent = (rated ? words.wordBegin : words.wordSkip) ?? "";
  };
  name();
  form.addEventListener("change", name);
  // Enter on a number goes on to the exercise; it would send the whole form otherwise.
  before.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    begin.click();
  });
  before.append(line(begin));
  if (form.dataset.urgent !== undefined) {
    const now = button(words.wordNow ?? "", () => begin.click(), "button");
    begin.className = "button button--quiet";
    before.querySelector("h2")?.after(line(now));
  }
  doing.append(line(button(words.wordDone ?? "", () => show(after))));
  form.addEventListener("evenkeel:done", () => show(after));

  doing.hidden = true;
  after.hidden = true;
}

function stage(form: HTMLFormElement, name: Stage): HTMLElement | null {
  return form.querySelector<HTMLElement>(`[data-stage='${name}']`);
}

function line(...buttons: HTMLButtonElement[]): HTMLParagraphElement {
  const made = document.createElement("p");
  made.className = "cluster";
  made.append(...buttons);
  return made;
}
