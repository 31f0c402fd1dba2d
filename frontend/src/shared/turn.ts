/**
 * A turn that a language model words: the member's message at once, each checked sentence as it
 * comes, then the turn as the server keeps it. If anything fails, the form posts in the plain way:
 * it carries the same id, so nothing is said twice.
 */

import { events } from "./events";

interface Turn {
  status: number;
  html: string;
  go: string;
  target: string;
}

export async function streamTurn(form: HTMLFormElement): Promise<void> {
  const turns = document.querySelector<HTMLElement>("#turns");
  const text = form.querySelector("textarea");
  const button = form.querySelector("button");
  if (turns === null || text === null || button === null) return form.submit();
  const provisional = document.createElement("div");
  provisional.className = "stack";
  provisional.append(bubble("member", text.value), bubble("companion", "…"));
  turns.append(provisional);
  provisional.scrollIntoView({ block: "end" });
  const reply = provisional.lastElementChild?.firstElementChild?.firstElementChild;
  button.disabled = true;
  let said = "";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "text/event-stream", "HX-Request": "true" },
    });
    for await (const event of events(answer)) {
      if (event.name === "sentence" && reply) {
        said = `${said} ${String(event.data)}`.trim();
        reply.textContent = said;
        provisional.scrollIntoView({ block: "end" });
      } else if (event.name === "turn") {
        provisional.remove();
        return await keep(event.data as Turn, turns, form);
      }
    }
  } catch {
    // falls through to the plain way
  }
  provisional.remove();
  button.disabled = false;
  form.submit();
}

function bubble(by: "member" | "companion", words: string): HTMLElement {
  const turn = document.createElement("article");
  turn.className = "turn stack";
  const box = document.createElement("div");
  box.className = `bubble bubble--${by}`;
  const line = document.createElement("div");
  line.dir = "auto";
  line.textContent = words;
  box.append(line);
  turn.append(box);
  return turn;
}

async function keep(turn: Turn, turns: HTMLElement, form: HTMLFormElement): Promise<void> {
  if (turn.go !== "") return void location.assign(turn.go);
  if (turn.html === "") return form.submit();
  const { default: htmx } = await import("htmx.org");
  const page = new DOMParser().parseFromString(turn.html, "text/html");
  const box = page.querySelector("#box");
  box?.removeAttribute("hx-swap-oob");
  if (turn.target === "#turns") {
    for (const part of [...page.body.children]) {
      if (part === box) continue;
      const added = document.importNode(part, true);
      turns.append(added);
      htmx.process(added);
    }
  }
  if (box === null) return;
  const fresh = document.importNode(box, true);
  document.querySelector("#box")?.replaceWith(fresh);
  htmx.process(fresh);
  htmx.trigger(fresh, "htmx:load", { elt: fresh });
  fresh.querySelector("textarea")?.focus();
}
