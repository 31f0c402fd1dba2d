/**
 * Quick exit: hides the page at once, locks the session, and replaces this page with a neutral one.
 * The link works without this. The key is Shift pressed three times, as on GOV.UK's exit component:
 * a key nobody's screen reader or browser has taken.
 */

const PRESSES = 3;
const WITHIN_MS = 3000;

export function mount(link: HTMLElement): void {
  if (!(link instanceof HTMLAnchorElement)) return;
  const leave = (): void => {
    document.documentElement.classList.add("leaving");
    document.title = "…";
    lock();
    window.location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  let presses: number[] = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) leave();
  });

  // A page kept in memory must not come back readable.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("leaving")) {
      window.location.reload();
    }
  });
}

/** Locks in passing: the request outlives this page. */
function lock(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-lock]");
  if (form === null) return;
  void fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" }).catch(() => undefined);
}
