{% load static %}// Keeps the crisis pages, the offline page and the look of the site. Never a private page: only
// addresses listed here, the public help pages and static files are ever stored. One exception, and
// only where the member ticked it on this device: the sheet of their safety plan (ADR 12). Of an
// exercise or a lesson that was opened, the public words are kept, until the member locks (ADR 15).
"use strict";

const OFFLINE = "/offline";
const SHELL = [
  OFFLINE,
  "/help",
  "{% static 'built/style.css' %}",
  "{% static 'built/app.js' %}",
  "{% static 'marks/icons.svg' %}",
  "{% static 'marks/icon.svg' %}",
  "{% static 'built/assets/newsreader-latin-500-normal.woff2' %}",
];
const CACHE = "evenkeel " + SHELL.join(" "); // the names carry hashes: a new build is a new cache
const HASHED = /[.-][0-9a-zA-Z_-]{8,12}\.(js|css|svg|png|woff2)$/;
const HELP = /^\/help(\/[A-Za-z]{2})?\/?$/;
const LANGUAGE = /^\?language=[a-z]{2,3}(-[a-z]{2,8})?$/;
const PLAN = "evenkeel plan";
const PLAN_SHEET = "/safety-plan/sheet";
const PLAYED = "evenkeel played";
const PLAYABLE = /^\/(exercises|lessons)\/[a-z0-9-]+$/;
const PLAYED_WORDS = /^\/(exercises|lessons)\/[a-z0-9-]+\/offline$/;
const ENDS_THE_COPY = ["/lock", "/log-out", "{% url 'privacy:erase' %}", "{% url 'privacy:erase-now' %}"];
const STATIC = "{% get_static_prefix %}";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => Promise.allSettled(SHELL.map((address) => keep(cache, address))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE && name !== PLAN && name !== PLAYED).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method === "POST" && ENDS_THE_COPY.includes(url.pathname)) {
    event.waitUntil(Promise.all([caches.delete(PLAN), caches.delete(PLAYED)]));
  }
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(STATIC)) event.respondWith(asset(request));
  else if (HELP.test(url.pathname)) event.respondWith(helpPage(url));
  else if (request.mode === "navigate" && url.pathname.startsWith("/safety-plan")) event.respondWith(planPage(request));
  else if (request.mode === "navigate" && PLAYABLE.test(url.pathname)) event.respondWith(playedPage(request, url));
  else if (request.mode === "navigate") event.respondWith(networkOrOffline(request));
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.keepPlan === true) event.waitUntil(keepPlan());
  if (event.data && event.data.keepPlan === false) event.waitUntil(caches.delete(PLAN));
  const played = event.data && event.data.keepPlayed;
  if (typeof played === "string" && PLAYED_WORDS.test(played)) {
    event.waitUntil(caches.open(PLAYED).then((cache) => keep(cache, played)).catch(() => undefined));
  }
  const country = event.data && event.data.keepCountry;
  if (typeof country !== "string" || !/^[A-Za-z]{2}$/.test(country)) return;
  const spoken = LANGUAGE.exec(`?language=${event.data.keepLanguage}`) ? `?language=${event.data.keepLanguage}` : "";
  event.waitUntil(caches.open(CACHE).then((cache) => keep(cache, `/help/${country}${spoken}`)).catch(() => undefined));
});

// A notification says that something is waiting, never what: others see the screen too.
self.addEventListener("push", (event) => {
  let words = {};
  try {
    words = event.data ? event.data.json() : {};
  } catch {
    // Shown without words of its own.
  }
  const title = typeof words.title === "string" ? words.title : "Notes";
  const body = typeof words.body === "string" ? words.body : "";
  event.waitUntil(self.registration.showNotification(title, { body, tag: "waiting", icon: "{% static 'marks/notes-192.png' %}" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/"));
});

/** Stored without cookies, so what is stored is what anyone would see. */
async function keep(cache, address) {
  const response = await fetch(address, { credentials: "omit", cache: "reload" });
  if (response.ok && !response.redirected) await cache.put(address, response);
}

/** Names with a hash never change; others (a host in debug mode) are asked for first. */
async function asset(request) {
  const cache = await caches.open(CACHE);
  const stored = await cache.match(request);
  if (stored && HASHED.test(new URL(request.url).pathname)) return stored;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    if (stored) return stored;
    throw error;
  }
}

/** The crisis page: fresh if the network answers within two seconds, else the kept copy. */
async function helpPage(url) {
  const cache = await caches.open(CACHE);
  const spoken = LANGUAGE.test(url.search) ? url.search : "";
  const address = url.pathname + spoken;
  try {
    const response = await fetch(url.href, { signal: AbortSignal.timeout(2000) });
    if (response.ok) void keep(cache, address).catch(() => undefined);
    if (response.status < 500) return response.redirected ? Response.redirect(response.url) : response;
  } catch {
    // Fall through to what is kept.
  }
  for (const one of [address, url.pathname, `/help${spoken}`, "/help"]) {
    const kept = await cache.match(one);
    if (kept) return kept;
  }
  return (await cache.match(OFFLINE)) || Response.error();
}

async function networkOrOffline(request) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(OFFLINE)) || Response.error();
  }
}

/** The member's own sheet, as they see it: fetched with their session, because they asked for it. */
async function keepPlan() {
  try {
    const response = await fetch(PLAN_SHEET, { credentials: "include", cache: "no-store" });
    if (response.ok && !response.redirected) await (await caches.open(PLAN)).put(PLAN_SHEET, response);
  } catch {
    // Without a network the older copy stays.
  }
}

/** The plan: from the network, else this device's copy if there is one. */
async function planPage(request) {
  try {
    return await fetch(request);
  } catch {
    const plan = await (await caches.open(PLAN)).match(PLAN_SHEET);
    const cache = await caches.open(CACHE);
    return plan || (await cache.match(OFFLINE)) || Response.error();
  }
}

/** An exercise or a lesson: from the network, else its public words if it was opened here before. */
async function playedPage(request, url) {
  try {
    return await fetch(request);
  } catch {
    const words = await (await caches.open(PLAYED)).match(`${url.pathname}/offline`);
    const cache = await caches.open(CACHE);
    return words || (await cache.match(OFFLINE)) || Response.error();
  }
}
