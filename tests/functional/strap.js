// An emulated chest strap: a heart that swings with the pacer, most of all at one pace.
// Notifications are bytes as the Heart Rate Service sends them: flags, rate, intervals in 1/1024 s.
(() => {
  const RESONANCE = 5.5;
  const state = { connected: false, t: 0, notified: 0, sent: [], chosen: null };
  window.__strap = state;
  const paceNow = () => {
    const told = document.querySelector("[data-say='paced']")?.textContent ?? "";
    return Number.parseFloat(told) || 0;
  };
  const rate = (t) => {
    const pace = paceNow();
    const swing = pace === 0 ? 3 : 6 + 12 * Math.exp(-(((pace - RESONANCE) / 0.6) ** 2));
    return 65 + (swing / 2) * Math.sin((2 * Math.PI * (t / 1000) * (pace || 15)) / 60);
  };
  class Measured extends EventTarget {
    async startNotifications() {
      state.t = performance.now();
      setInterval(() => {
        if (!state.connected) return;
        const rr = [];
        for (;;) {
          const next = 60000 / rate(state.t);
          if (state.t + next > performance.now()) break;
          state.t += next;
          rr.push(Math.round((next / 1000) * 1024));
        }
        if (rr.length === 0) return;
        const view = new DataView(new ArrayBuffer(2 + 2 * rr.length));
        view.setUint8(0, 0x10 | 0x06);
        view.setUint8(1, Math.round(rate(state.t)));
        rr.forEach((ticks, i) => view.setUint16(2 + 2 * i, ticks, true));
        this.value = view;
        state.notified++;
        this.dispatchEvent(new Event("characteristicvaluechanged"));
      }, 1000);
      return this;
    }
  }
  const measured = new Measured();
  class Device extends EventTarget {
    gatt = {
      connected: false,
      connect: async () => {
        state.connected = true;
        this.gatt.connected = true;
        return {
          getPrimaryService: async (service) => {
            if (service !== 0x180d) throw new Error("no such service");
            return { getCharacteristic: async (id) => (id === 0x2a37 ? measured : Promise.reject(id)) };
          },
        };
      },
      disconnect: () => {
        state.connected = false;
        this.gatt.connected = false;
      },
    };
  }
  const device = new Device();
  state.drop = () => {
    state.connected = false;
    device.gatt.connected = false;
    device.dispatchEvent(new Event("gattserverdisconnected"));
  };
  Object.defineProperty(navigator, "bluetooth", {
    configurable: true,
    value: {
      requestDevice: async (options) => {
        state.chosen = options;
        if (state.refuse) throw new DOMException("User cancelled", "NotFoundError");
        return device;
      },
    },
  });
})();
