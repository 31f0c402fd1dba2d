/**
 * Asks the service worker to keep the public words of what is open (`data-offline`), so that it works
 * once more without a network. What is kept is what anyone would see; it goes when the member locks.
 */

export function mount(element: HTMLElement): void {
  const address = element.dataset.offline;
  if (address === undefined || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker.ready.then((ready) => ready.active?.postMessage({ keepPlayed: address }));
}
