/**
 * A chest strap by Web Bluetooth. Everything stays in this page: nothing is sent anywhere.
 * A connection that drops is tried again a few times, with growing pauses.
 */

import { MEASUREMENT, SERVICE, readMeasurement } from "./measurement.ts";
import type { Listener, Sensor } from "./sensor.ts";

/** What we use of Web Bluetooth, which TypeScript's own types do not have. */
interface Characteristic extends EventTarget {
  readonly value?: DataView;
  startNotifications(): Promise<unknown>;
}
interface Server {
  getPrimaryService(service: number): Promise<{ getCharacteristic(id: number): Promise<Characteristic> }>;
}
interface Device extends EventTarget {
  readonly gatt?: { connected: boolean; connect(): Promise<Server>; disconnect(): void };
}
type Bluetooth = { requestDevice(options: { filters: { services: number[] }[] }): Promise<Device> };

const TRIES = 4;
const FIRST_PAUSE_MS = 1000;
const DRIFT_MS = 2500;
const SILENCE_MS = 5000;

export function strapIsPossible(): boolean {
  return window.isSecureContext && "bluetooth" in navigator;
}

export class Strap implements Sensor {
  readonly kind = "strap";
  private device: Device | null = null;
  private over = false;
  private clock: number | null = null;
  private heardAt = 0;
  private beats = 0;
  private listener: Listener | null = null;
  private watch: number | null = null;

  async start(listener: Listener): Promise<void> {
    this.listener = listener;
    const { bluetooth } = navigator as unknown as { bluetooth: Bluetooth };
    this.device = await bluetooth.requestDevice({ filters: [{ services: [SERVICE] }] });
    this.device.addEventListener("gattserverdisconnected", () => void this.again());
    listener.feeling("waiting");
    await this.listen();
    this.watch = window.setInterval(() => {
      if (performance.now() - this.heardAt > SILENCE_MS) listener.feeling("lost");
    }, 1000);
  }

  stop(): void {
    this.over = true;
    if (this.watch !== null) window.clearInterval(this.watch);
    if (this.device?.gatt?.connected) this.device.gatt.disconnect();
  }

  private async listen(): Promise<void> {
    const server = await this.device?.gatt?.connect();
    if (server === undefined) throw new Error("no connection");
    const service = await server.getPrimaryService(SERVICE);
    const measured = await service.getCharacteristic(MEASUREMENT);
    measured.addEventListener("characteristicvaluechanged", () => this.heard(measured.value));
    await measured.startNotifications();
    this.heardAt = performance.now();
  }

  private async again(): Promise<void> {
    this.listener?.feeling("lost");
    this.clock = null;
    for (let n = 0; n < TRIES && !this.over; n++) {
      await new Promise((done) => window.setTimeout(done, FIRST_PAUSE_MS * 2 ** n));
      try {
        await this.listen();
        return;
      } catch {
        // Out of reach: try again, later.
      }
    }
  }

  private heard(value: DataView | undefined): void {
    const found = value === undefined ? null : readMeasurement(value);
    if (found === null || this.listener === null || this.over) return;
    const now = performance.now();
    this.heardAt = now;
    if (found.contact === false) return this.listener.feeling("weak");
    if (found.rr.length === 0) {
      // Some straps tell the rate first and intervals later, some never do.
      if (this.beats === 0) this.listener.feeling("rate-only");
      return;
    }
    const length = found.rr.reduce((sum, rr) => sum + rr, 0);
    // The strap's intervals keep the time; the radio only says about when.
    if (this.clock === null || Math.abs(now - (this.clock + length)) > DRIFT_MS) this.clock = now - length;
    for (const rr of found.rr) {
      this.clock += rr;
      this.beats++;
      this.listener.beat(this.clock, rr);
    }
    this.listener.feeling("good");
  }
}
