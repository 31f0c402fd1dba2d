/**
 * A fingertip on the camera. Each picture becomes three numbers (its mean red, green and blue) and is
 * forgotten at once; nothing is kept, nothing is sent.
 */

import { CLEAR_PULSE, fresh, type Frame } from "./pulse.ts";
import type { Listener, Sensor } from "./sensor.ts";

const SIZE = 24;
const WINDOW_MS = 16_000;
const LOOK_EVERY_MS = 1000;
const NEEDED_MS = 6000;
/** A finger over the lens with light behind it: red, and little else. */
const RED_LEAST = 60;
const RED_TIMES = 1.6;

export function cameraIsPossible(): boolean {
  return window.isSecureContext && navigator.mediaDevices?.getUserMedia !== undefined;
}

export class Camera implements Sensor {
  readonly kind = "camera";
  private stream: MediaStream | null = null;
  private frames: Frame[] = [];
  private last = 0;
  private looking: number | null = null;
  private over = false;
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");

  async start(listener: Listener): Promise<void> {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, frameRate: { ideal: 30 }, width: { ideal: 320 } },
    });
    await this.light();
    this.canvas.width = SIZE;
    this.canvas.height = SIZE;
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = this.stream;
    await this.video.play();
    listener.feeling("waiting");
    this.next();
    this.looking = window.setInterval(() => this.look(listener), LOOK_EVERY_MS);
  }

  stop(): void {
    this.over = true;
    if (this.looking !== null) window.clearInterval(this.looking);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
    this.frames = [];
  }

  /** The lamp beside the lens, where there is one. */
  private async light(): Promise<void> {
    const [track] = this.stream?.getVideoTracks() ?? [];
    try {
      await track?.applyConstraints({ advanced: [{ torch: true } as MediaTrackConstraintSet] });
    } catch {
      // No lamp: daylight has to do.
    }
  }

  private next(): void {
    if (this.over) return;
    if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback(() => this.take());
    else requestAnimationFrame(() => this.take());
  }

  private take(): void {
    if (this.over) return;
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (context !== null && this.video.readyState >= 2) {
      context.drawImage(this.video, 0, 0, SIZE, SIZE);
      const { data } = context.getImageData(0, 0, SIZE, SIZE);
      this.frames.push({ t: performance.now(), ...meanColour(data) });
      const from = performance.now() - WINDOW_MS;
      while ((this.frames[0]?.t ?? from) < from) this.frames.shift();
    }
    this.next();
  }

  private look(listener: Listener): void {
    const newest = this.frames[this.frames.length - 1];
    const oldest = this.frames[0];
    if (newest === undefined || oldest === undefined) return;
    if (!isFinger(newest)) {
      this.last = 0;
      return listener.feeling("lost");
    }
    if (newest.t - oldest.t < NEEDED_MS) return listener.feeling("waiting");
    const found = fresh(this.frames, this.last);
    if (found.quality < CLEAR_PULSE) return listener.feeling("weak");
    for (const beat of found.beats) {
      listener.beat(beat.t, beat.rr);
      this.last = beat.t;
    }
    listener.feeling("good");
  }
}

function meanColour(data: Uint8ClampedArray): { r: number; g: number; b: number } {
  let r = 0;
  let g = 0;
  let b = 0;
  for (let i = 0; i < data.length; i += 4) {
    r += data[i] ?? 0;
    g += data[i + 1] ?? 0;
    b += data[i + 2] ?? 0;
  }
  const n = data.length / 4;
  return { r: r / n, g: g / n, b: b / n };
}

function isFinger(frame: Frame): boolean {
  return frame.r > RED_LEAST && frame.r > RED_TIMES * Math.max(frame.g, frame.b);
}
