/**
 * The entry script: mounts islands, loads htmx where a page uses it, registers the service worker.
 * What one island does lives in `islands/<name>.ts`; what two islands share lives in `shared/`.
 * Islands never import this file.
 */

import "./islands/leave"; // who has to leave does not wait for a second request

type Island = { mount: (element: HTMLElement) => void };

const islands = import.meta.glob<Island>("./islands/*.ts");
const mounted = new WeakMap<HTMLElement, Set<string>>();

/** Mounts every island under `root`, each once. An element may name several, separated by spaces. */
async function mountIslands(root: ParentNode): Promise<void> {
  const found = Array.from(root.querySelectorAll<HTMLElement>("[data-island]"));
  if (root instanceof HTMLElement && root.dataset.island) found.push(root);
  const named = found.flatMap((element) =>
    (element.dataset.island ?? "").split(/\s+/).filter(Boolean).map((name) => mountIsland(element, name)),
  );
  await Promise.allSettled(named);
}

async function mountIsland(element: HTMLElement, name: string): Promise<void> {
  const names = mounted.get(element) ?? new Set<string>();
  const load = islands[`./islands/${name}.ts`];
  if (names.has(name) || load === undefined) return;
  mounted.set(element, names.add(name));
  (await load()).mount(element);
}

/** htmx weighs more than everything else here, so only pages that use it load it. */
async function startHtmx(): Promise<void> {
  const verbs = "[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete]";
  if (document.querySelector(verbs) === null) return;
  const { default: htmx } = await import("htmx.org");
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
  });
  htmx.process(document.body);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.target instanceof HTMLElement) void mountIslands(event.target);
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(failure, (event) => sayNotSent(event.target));
  }
  document.body.addEventListener("htmx:beforeRequest", () => document.querySelector("#not-sent-note")?.remove());
}

/** A request that failed says so beside what was sent: nothing written is ever silently lost. */
function sayNotSent(where: EventTarget | null): void {
  const words = document.querySelector<HTMLTemplateElement>("#not-sent");
  if (words === null || !(where instanceof HTMLElement)) return;
  document.querySelector("#not-sent-note")?.remove();
  const note = document.createElement("div");
  note.id = "not-sent-note";
  note.className = "notice notice--danger";
  note.setAttribute("role", "alert");
  note.append(words.content.cloneNode(true));
  where.append(note);
}

function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  window.addEventListener("load", () => {
    // Refused registrations (private windows, managed browsers) leave the site as it is without one.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}

/** Tells the server which zone this browser is in, so that "today" and "night" are the member's own. */
function nameZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || document.cookie.split("; ").includes(`zone=${zone}`)) return;
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}

/** Asks the service worker to keep the member's own country's crisis page for days without network. */
function keepCountry(): void {
  const country = document.documentElement.dataset.country;
  if (!country || !("serviceWorker" in navigator)) return;
  const keepLanguage = document.documentElement.lang === "en" ? "" : document.documentElement.lang;
  void navigator.serviceWorker.ready.then((ready) => ready.active?.postMessage({ keepCountry: country, keepLanguage }));
}

/** Says on the page when everything that answers to a press is there. */
async function start(): Promise<void> {
  await Promise.allSettled([mountIslands(document), startHtmx()]);
  document.documentElement.classList.add("ready");
}

document.documentElement.classList.add("scripted");
void start();
registerServiceWorker();
keepCountry();
nameZone();
