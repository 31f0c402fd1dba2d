/**
 * Keeps, or lets go of, this device's copy of the safety plan's sheet: only where the member ticked
 * it (`data-keep="yes"`). The copy itself is the service worker's; it ends with lock, log-out, erase.
 */

export function mount(form: HTMLElement): void {
  if (!("serviceWorker" in navigator)) {
    form.hidden = true;
    return;
  }
  const keepPlan = form.dataset.keep === "yes";
  void navigator.serviceWorker.ready.then((ready) => ready.active?.postMessage({ keepPlan }));
}
