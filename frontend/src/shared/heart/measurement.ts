/**
 * One notification of a chest strap: Bluetooth Heart Rate Service 1.0, Heart Rate Measurement (0x2A37).
 * Pure: bytes in, numbers out.
 */

export const SERVICE = 0x180d;
export const MEASUREMENT = 0x2a37;

export type Measurement = {
  bpm: number;
  /** Milliseconds between beats, oldest first; empty where the strap does not tell. */
  rr: number[];
  /** Whether the strap feels skin; null where it cannot say. */
  contact: boolean | null;
};

const SIXTEEN_BITS = 0x01;
const CONTACT_FELT = 0x02;
const CONTACT_TOLD = 0x04;
const ENERGY = 0x08;
const INTERVALS = 0x10;
const TICKS_A_SECOND = 1024;

/** Null for bytes that are no measurement. */
export function readMeasurement(view: DataView): Measurement | null {
  if (view.byteLength < 2) return null;
  const flags = view.getUint8(0);
  let at = 1;
  const wide = (flags & SIXTEEN_BITS) !== 0;
  if (view.byteLength < at + (wide ? 2 : 1)) return null;
  const bpm = wide ? view.getUint16(at, true) : view.getUint8(at);
  at += wide ? 2 : 1;
  if (flags & ENERGY) at += 2;
  const rr: number[] = [];
  if (flags & INTERVALS) {
    for (; at + 2 <= view.byteLength; at += 2) rr.push((view.getUint16(at, true) / TICKS_A_SECOND) * 1000);
  }
  return { bpm, rr, contact: flags & CONTACT_TOLD ? (flags & CONTACT_FELT) !== 0 : null };
}
