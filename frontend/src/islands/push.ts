/**
 * Asks this browser for a push subscription and sends it with the form. Without scripts, a service
 * worker or permission the form stays as it is and says why nothing happened.
 */

export function mount(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    form.hidden = true;
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void subscribe(form);
  });
}

async function subscribe(form: HTMLFormElement): Promise<void> {
  if ((await Notification.requestPermission()) === "granted") {
    try {
      const ready = await navigator.serviceWorker.ready;
      const made = await ready.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: form.dataset.key ?? "",
      });
      const { endpoint, keys } = made.toJSON();
      fill(form, "endpoint", endpoint);
      fill(form, "p256dh", keys?.p256dh);
      fill(form, "auth", keys?.auth);
    } catch {
      // The server's answer says that it did not work.
    }
  }
  form.submit();
}

function fill(form: HTMLFormElement, name: string, value: string | undefined): void {
  const input = form.elements.namedItem(name);
  if (input instanceof HTMLInputElement) input.value = value ?? "";
}
