/* The service worker of the event desk. Before this text the server writes `KEPT`: what is kept, and its version.

   It keeps the page and its files, and nothing else: what the page asks of the server by itself is never kept. */

const CACHE = `event-desk-${KEPT.version}`;
const LAST_LANGUAGE = `${KEPT.page}/last-language`;
const WAIT_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

/* The page says its language: it is opened in it again, also where the address does not ask for one. */
self.addEventListener("message", (event) => {
  event.waitUntil(remember(event.data.language));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === KEPT.page) {
    event.respondWith(newestPage(event.request, address.searchParams.get("lang")));
  } else if (KEPT.files.includes(address.pathname)) {
    event.respondWith(keptFile(event.request));
  }
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  const wanted = [...Object.values(KEPT.pages), ...KEPT.files];
  await cache.addAll(wanted.map((address) => new Request(address, { cache: "no-cache", credentials: "omit" })));
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("event-desk-") && name !== CACHE).map((name) => caches.delete(name)));
}

/* The server's page if it comes soon, else the kept one: a bad network is worse than none. */
async function newestPage(request, language) {
  const kept = await keptPage(language);
  try {
    const newest = await (kept ? soon(fetch(request)) : fetch(request));
    if (newest.status >= 500 && kept) return kept;
    return newest;
  } catch {
    return kept ?? Response.error();
  }
}

function soon(answer) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), WAIT_MS));
  return Promise.race([answer, late]);
}

async function keptPage(language) {
  const cache = await caches.open(CACHE);
  const last = await cache.match(LAST_LANGUAGE);
  const known = [language, last && (await last.text()), Object.keys(KEPT.pages)[0]];
  return cache.match(KEPT.pages[known.find((each) => each in KEPT.pages)]);
}

async function remember(language) {
  if (language in KEPT.pages) await (await caches.open(CACHE)).put(LAST_LANGUAGE, new Response(language));
}

async function keptFile(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
