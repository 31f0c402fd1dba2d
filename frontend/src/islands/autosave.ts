/**
 * Keeps what is being written as a locked draft on the server, a few seconds after the last key.
 * Nothing is kept in this browser. When the session is locked or the connection gone it says so and
 * tries again with the next change; when another tab changed the draft it stops and says that.
 */

const QUIET_MS = 3000;

type Written = HTMLTextAreaElement | HTMLInputElement;
type Answer = { draft?: string; draft_revision?: number; message?: string; help?: boolean };

export function mount(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  const form = element;
  const text = form.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  const written = form.querySelectorAll<Written>("textarea, input:not([type=hidden])");
  const status = form.querySelector<HTMLElement>("[data-autosave-status]");
  const help = form.querySelector<HTMLElement>("[data-autosave-help]");
  const address = form.dataset.autosave;
  if (!text || !address) return;

  let timer = 0;
  let stopped = false;
  let running: AbortController | null = null;
  const words = (): string => JSON.stringify(Array.from(written, (field) => field.value));
  // As the server sent it: a quick writer has begun before this script was here. After "back" the
  // browser puts in what was written then; that may be saved already, so it waits for a change.
  let kept = cameBack() ? words() : JSON.stringify(Array.from(written, (field) => field.defaultValue));

  const say = (words: string): void => {
    if (status) status.textContent = words;
  };
  const set = (name: string, value: string): void => {
    const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (field) field.value = value;
  };

  const save = async (): Promise<void> => {
    const now = words();
    if (stopped || running || text.value.trim() === "" || now === kept) return;
    running = new AbortController();
    try {
      const response = await fetch(address, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        redirect: "error",
        headers: { Accept: "application/json" },
        signal: running.signal,
      });
      const json = response.headers.get("content-type")?.startsWith("application/json");
      if (!json) {
        say(form.dataset.locked ?? "");
        return;
      }
      const answer = (await response.json()) as Answer;
      say(answer.message ?? "");
      if (response.status === 409) stopped = true;
      if (!response.ok) return;
      kept = now;
      set("draft", answer.draft ?? "");
      set("draft_revision", String(answer.draft_revision ?? ""));
      if (help && answer.help) help.hidden = false;
    } catch {
      if (!stopped) say(form.dataset.offline ?? "");
    } finally {
      running = null;
      if (!stopped && words() !== now) plan();
    }
  };
  const plan = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), QUIET_MS);
  };

  form.addEventListener("input", plan);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void save();
  });
  form.addEventListener("submit", () => {
    stopped = true;
    window.clearTimeout(timer);
    running?.abort();
  });
  if (words() !== kept) plan();
}

function cameBack(): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "back_forward";
}
