/**
 * A number field from 0 to 100 becomes a slider that starts as "not given". The number field stays
 * the one thing that is sent: empty while nothing was chosen. Words along the scale come with the
 * element (`data-words`, pairs of place and word); without scripts the number is typed.
 */

type Place = [number, string];

const SHOWN_AT = "50"; // where the thumb rests before it is touched; nothing is sent until it is

function wordAt(places: Place[], value: number): string {
  return places.filter(([from]) => from <= value).at(-1)?.[1] ?? "";
}

function slider(field: HTMLInputElement): HTMLInputElement {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: "0", max: "100", step: "1" });
  const label = field.labels?.[0];
  if (label) {
    label.id ||= `${field.id}_label`;
    range.setAttribute("aria-labelledby", label.id);
  }
  return range;
}

export function mount(element: HTMLElement): void {
  const field = element.querySelector<HTMLInputElement>("input[type=number]");
  const typed = element.querySelector<HTMLElement>(".scale__number");
  if (!field || !typed) return;
  const places = JSON.parse(element.dataset.words || "[]") as Place[];
  const range = slider(field);
  const line = document.createElement("div");
  line.className = "scale__line";
  const said = document.createElement("output");
  said.className = "scale__value";
  const clear = document.createElement("button");
  Object.assign(clear, { type: "button", className: "button--link scale__clear" });
  clear.textContent = element.dataset.clear ?? "";
  line.append(said, clear);
  typed.hidden = true;
  typed.before(range, line);

  const show = (): void => {
    const given = field.value !== "";
    element.classList.toggle("scale--empty", !given);
    range.value = given ? field.value : SHOWN_AT;
    const word = given ? wordAt(places, Number(field.value)) : "";
    const text = given ? [word, Math.round(Number(field.value))].filter((x) => x !== "").join(" · ") : element.dataset.empty ?? "";
    said.textContent = text;
    range.setAttribute("aria-valuetext", text);
    clear.hidden = !given;
  };
  const take = (): void => {
    field.value = range.value;
    show();
  };
  range.addEventListener("input", take);
  range.addEventListener("click", take); // a tap on the resting place is an answer too
  range.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      take();
    }
  });
  clear.addEventListener("click", () => {
    field.value = "";
    show();
    range.focus();
  });
  show();
}
