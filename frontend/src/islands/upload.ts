/**
 * Sends a large file in slices, so that it may be larger than one request and shows how far it is.
 * Without this the form sends the file whole, up to 64 MB. The server seals each slice as it comes.
 */

const TRIES = 4;

export function mount(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", (event) => {
    const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
    if (file === undefined) return;
    event.preventDefault();
    void send(form, file);
  });
}

async function send(form: HTMLFormElement, file: File): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  const place = form.querySelector<HTMLElement>("[data-upload-progress]");
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = Math.max(1, file.size);
  bar.setAttribute("aria-label", form.dataset.sending ?? "");
  place?.replaceChildren(bar);
  if (button !== null) button.disabled = true;
  try {
    const begun = await post(form.dataset.begin ?? "", token(form), fields({ size: String(file.size) }));
    await slices(form, file, `/body/add/${String(begun.id)}`, bar);
    const next = await post(`/body/add/${String(begun.id)}/arrived`, token(form), fields({ name: file.name }));
    window.location.assign(String(next.next));
  } catch (error) {
    const note = document.createElement("p");
    note.className = "error";
    note.setAttribute("role", "alert");
    note.textContent = error instanceof Said ? error.message : (form.dataset.failed ?? "");
    place?.replaceChildren(note);
    if (button !== null) button.disabled = false;
  }
}

/** Sends slice after slice; the server's answer says where to go on. */
async function slices(form: HTMLFormElement, file: File, address: string, bar: HTMLProgressElement): Promise<void> {
  const size = Number(form.dataset.slice);
  let here = 0;
  let tries = 0;
  while (here < file.size) {
    try {
      const answer = await post(`${address}/slice?at=${here}`, token(form), file.slice(here, here + size));
      if (Number(answer.here) <= here) tries += 1;
      else tries = 0;
      here = Number(answer.here);
    } catch (error) {
      tries += 1;
      if (error instanceof Said || tries >= TRIES) throw error;
      await new Promise((done) => setTimeout(done, 1000 * tries));
    }
    if (tries >= TRIES) throw new Error("no progress");
    bar.value = here;
  }
}

class Said extends Error {}

async function post(address: string, csrf: string, body: BodyInit): Promise<Record<string, unknown>> {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  const said = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw typeof said.says === "string" ? new Said(said.says) : new Error(String(answer.status));
  return said;
}

function fields(values: Record<string, string>): URLSearchParams {
  return new URLSearchParams(values);
}

function token(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
