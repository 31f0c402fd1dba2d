/**
 * Groups of words become a wheel: one ring of groups; a tap on one shows its words below. The check
 * boxes stay where they are and stay what is sent, so without scripts the groups simply unfold.
 */

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 320;
const OUTER = 158;
const INNER = 66;
const GAP = 0.02;

function make<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** The outline of one slice between two angles (radians from the top, clockwise). */
function slice(from: number, to: number): string {
  const at = (angle: number, radius: number): string =>
    `${(SIZE / 2 + radius * Math.sin(angle)).toFixed(1)},${(SIZE / 2 - radius * Math.cos(angle)).toFixed(1)}`;
  const [a, b] = [from + GAP, to - GAP];
  return `M${at(a, INNER)}L${at(a, OUTER)}A${OUTER},${OUTER},0,0,1,${at(b, OUTER)}L${at(b, INNER)}A${INNER},${INNER},0,0,0,${at(a, INNER)}Z`;
}

export function mount(element: HTMLElement): void {
  const list = element.querySelector<HTMLElement>(".words");
  const groups = Array.from(element.querySelectorAll<HTMLDetailsElement>("details.words__group"));
  if (!list || groups.length < 3) return;
  const wheel = make("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, class: "wheel", role: "group" });
  const heading = element.querySelector("h2");
  if (heading) wheel.setAttribute("aria-label", heading.textContent?.trim() ?? "");
  const slices = groups.map((group, index) => {
    const step = (2 * Math.PI) / groups.length;
    const middle = (index + 0.5) * step;
    const name = group.querySelector("summary")?.firstChild?.textContent?.trim() ?? "";
    const part = make("g", { class: "wheel__part", role: "button", tabindex: "0", "aria-label": name });
    part.append(make("path", { d: slice(index * step, (index + 1) * step) }));
    const radius = (OUTER + INNER) / 2 + 6;
    const x = SIZE / 2 + radius * Math.sin(middle);
    const y = SIZE / 2 - radius * Math.cos(middle);
    let turn = (middle * 180) / Math.PI - 90;
    if (middle > Math.PI) turn += 180;
    const label = make("text", {
      x: x.toFixed(1),
      y: y.toFixed(1),
      transform: `rotate(${turn.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})`,
      "text-anchor": "middle",
      "dominant-baseline": "central",
    });
    label.textContent = name;
    part.append(label);
    wheel.append(part);
    return part;
  });
  const centre = make("text", { class: "wheel__count", x: String(SIZE / 2), y: String(SIZE / 2), "text-anchor": "middle", "dominant-baseline": "central", "aria-hidden": "true" });
  wheel.append(centre);

  const taken = (group: HTMLElement): number => group.querySelectorAll("input:checked").length;
  const show = (chosen: number): void => {
    groups.forEach((group, index) => {
      const has = taken(group) > 0;
      group.open = index === chosen || has;
      group.hidden = !group.open;
      slices[index]?.setAttribute("aria-expanded", String(index === chosen));
      slices[index]?.classList.toggle("wheel__part--taken", has);
    });
    const all = groups.reduce((sum, group) => sum + taken(group), 0);
    centre.textContent = all > 0 ? String(all) : "";
  };
  let chosen = -1;
  slices.forEach((part, index) => {
    const choose = (): void => {
      chosen = chosen === index ? -1 : index;
      show(chosen);
    };
    part.addEventListener("click", choose);
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose();
    });
  });
  list.addEventListener("change", () => show(chosen));
  list.before(wheel);
  list.classList.add("words--wheel");
  show(chosen);
}
