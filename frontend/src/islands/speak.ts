/**
 * Speaking in place of typing, and hearing the replies. Speech is written down by the device itself
 * where its browser can; otherwise by the address the host chose, named beside the button; otherwise
 * there is no button. Words only ever go into the box: sending stays the member's own press.
 */

import { button } from "../shared/guided";
import { Voice } from "../shared/voice";
import { type Ear, deviceEar, addressEar } from "../shared/ear";

const ALOUD = "talk-aloud";

export async function mount(place: HTMLElement): Promise<void> {
  const text = place.closest("form")?.querySelector("textarea");
  if (!text) return;
  const language = document.documentElement.lang || "en";
  const ear = (await deviceEar(language)) ?? addressEar(place.dataset.address);
  const voice = await Voice.find();
  if (ear === null && voice === null) return;
  const note = document.createElement("p");
  note.className = "meta";
  note.setAttribute("role", "status");
  const controls = document.createElement("div");
  controls.className = "cluster";
  if (ear === null) note.textContent = place.dataset.wordImpossible ?? "";
  else controls.append(microphone(place, text, ear, note));
  if (voice !== null) controls.append(aloud(place, voice));
  place.append(controls, note);
  place.hidden = false;
}

function microphone(
  place: HTMLElement, text: HTMLTextAreaElement, ear: Ear, note: HTMLElement,
): HTMLButtonElement {
  const words = place.dataset;
  const where = (ear.onDevice ? words.wordDevice : words.wordAddress) ?? "";
  note.textContent = where;
  const press = button(words.wordSpeak ?? "", () => (ear.listening ? ear.stop() : void listen()), "button button--quiet button--small");
  const listen = async (): Promise<void> => {
    const before = text.value.trim();
    press.textContent = words.wordStop ?? "";
    press.setAttribute("aria-pressed", "true");
    note.textContent = `${words.wordListening ?? ""} ${where}`;
    const heard = await ear.listen(
      (so_far) => (text.value = join(before, so_far)),
      () => (note.textContent = words.wordWorking ?? ""),
    );
    press.textContent = words.wordSpeak ?? "";
    press.removeAttribute("aria-pressed");
    if (heard.text !== "") text.value = join(before, heard.text);
    note.textContent = heard.problem ?? (heard.refused ? words.wordRefused : heard.failed ? words.wordFailed : where) ?? "";
    text.focus();
  };
  window.addEventListener("pagehide", () => ear.stop());
  return press;
}

/** The latest reply, read by the device's own voice; switched on for this visit, never by itself. */
function aloud(place: HTMLElement, voice: Voice): HTMLButtonElement {
  const on = (): boolean => window.sessionStorage.getItem(ALOUD) === "1";
  const name = (): string => (on() ? place.dataset.wordQuiet : place.dataset.wordAloud) ?? "";
  const press = button(name(), () => {
    window.sessionStorage.setItem(ALOUD, on() ? "0" : "1");
    press.textContent = name();
    if (on()) sayLatest(voice);
    else voice.stop();
  }, "button button--quiet button--small");
  if (on()) sayLatest(voice);
  window.addEventListener("pagehide", () => voice.stop());
  return press;
}

function sayLatest(voice: Voice): void {
  const replies = document.querySelectorAll<HTMLElement>("#turns .bubble--companion [dir]");
  const last = replies[replies.length - 1];
  if (last !== undefined) voice.say(last.textContent ?? "", 1);
}

function join(before: string, heard: string): string {
  return before === "" ? heard : `${before} ${heard}`;
}
