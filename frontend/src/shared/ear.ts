/**
 * Something that turns speech into text: the device's own recognition, or a recording sent to the
 * address the host chose. A recognition that would send the sound to a company is never used: only
 * one that says it works on the device counts.
 */

const LONGEST_MS = 90_000;

export interface Heard {
  text: string;
  refused?: boolean;
  failed?: boolean;
  problem?: string;
}

export interface Ear {
  readonly onDevice: boolean;
  readonly listening: boolean;
  /** Listens until stopped; `soFar` gets the words as they come, `working` is called at the stop. */
  listen(soFar: (text: string) => void, working: () => void): Promise<Heard>;
  stop(): void;
}

interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally?: boolean;
  start(): void;
  stop(): void;
}

interface RecognitionKind {
  new (): Recognition;
  available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

interface RecognitionResult extends Event {
  results: ArrayLike<ArrayLike<{ transcript: string }>>;
}

/** The device's recognition, where the browser says that it works without leaving the device. */
export async function deviceEar(language: string): Promise<Ear | null> {
  const kind = (window as unknown as { SpeechRecognition?: RecognitionKind }).SpeechRecognition;
  if (kind?.available === undefined) return null;
  try {
    const there = await kind.available({ langs: [language], processLocally: true });
    return there === "available" ? new DeviceEar(new kind(), language) : null;
  } catch {
    return null;
  }
}

class DeviceEar implements Ear {
  readonly onDevice = true;
  listening = false;

  constructor(
    private readonly recognition: Recognition,
    language: string,
  ) {
    recognition.lang = language;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.processLocally = true;
  }

  listen(soFar: (text: string) => void, working: () => void): Promise<Heard> {
    let text = "";
    let problem = "";
    return new Promise((resolve) => {
      const heard = (event: Event): void => {
        const results = Array.from((event as RecognitionResult).results);
        text = results.map((one) => one[0]?.transcript ?? "").join(" ").replace(/\s+/g, " ").trim();
        soFar(text);
      };
      const failed = (event: Event): void => {
        problem = (event as Event & { error?: string }).error ?? "failed";
      };
      const done = (): void => {
        this.listening = false;
        working();
        this.recognition.removeEventListener("result", heard);
        this.recognition.removeEventListener("error", failed);
        this.recognition.removeEventListener("end", done);
        const refused = problem === "not-allowed" || problem === "service-not-allowed";
        resolve({ text, refused, failed: problem !== "" && !refused && problem !== "no-speech" });
      };
      this.recognition.addEventListener("result", heard);
      this.recognition.addEventListener("error", failed);
      this.recognition.addEventListener("end", done);
      this.listening = true;
      this.recognition.start();
    });
  }

  stop(): void {
    if (this.listening) this.recognition.stop();
  }
}

/** A recording for the host's address; null without one, or without a microphone to ask for. */
export function addressEar(address: string | undefined): Ear | null {
  if (!address || !("MediaRecorder" in window) || !navigator.mediaDevices) return null;
  return new AddressEar(address);
}

class AddressEar implements Ear {
  readonly onDevice = false;
  private recorder: MediaRecorder | null = null;

  constructor(private readonly address: string) {}

  get listening(): boolean {
    return this.recorder?.state === "recording";
  }

  async listen(_soFar: (text: string) => void, working: () => void): Promise<Heard> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return { text: "", refused: true };
    }
    const sound = await this.record(stream);
    working();
    stream.getTracks().forEach((track) => track.stop());
    try {
      const answer = await fetch(this.address, { method: "POST", body: sound, headers: headersFor(sound) });
      const said = (await answer.json()) as { text?: string; problem?: string };
      return { text: said.text ?? "", ...(said.problem ? { problem: said.problem } : {}) };
    } catch {
      return { text: "", failed: true };
    }
  }

  stop(): void {
    if (this.listening) this.recorder?.stop();
  }

  private record(stream: MediaStream): Promise<Blob> {
    const recorder = new MediaRecorder(stream);
    this.recorder = recorder;
    const pieces: Blob[] = [];
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    return new Promise((resolve) => {
      const end = window.setTimeout(() => this.stop(), LONGEST_MS);
      recorder.addEventListener("stop", () => {
        window.clearTimeout(end);
        const kind = (recorder.mimeType.split(";")[0] ?? "") || "audio/webm";
        resolve(new Blob(pieces, { type: kind }));
      });
      recorder.start();
    });
  }
}

function headersFor(sound: Blob): HeadersInit {
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  return { "Content-Type": sound.type, "X-CSRFToken": token };
}
