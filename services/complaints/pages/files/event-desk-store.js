/* What the tablet keeps: the event desk that it has opened, and the entries of it. An entry's state is

   draft    → it has its number, and its text is kept with every change
   waiting  → to be sent; `tried` once it may have been
   sent     → filed: with its tracking code, without its text
   refused  → with what is wrong, by field; corrected, it waits again
   void     → discarded: its number is never given again

   A step is done once its transaction is on the disk; what throws was not done. */

const NAME = "event-desk", VERSION = 1;
const EVENT_DESK = "opened", ENTRIES = "entries", CURRENT = "current";
const CONTENT = ["text", "category", "area", "language", "wants_updates", "errors", "tried"];

export async function openStore(onGone) {
  const database = await opened();
  database.onversionchange = () => {
    database.close();
    onGone();
  };
  database.onclose = onGone;
  return new EventDeskStore(database);
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(EVENT_DESK);
      request.result.createObjectStore(ENTRIES, { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

class EventDeskStore {
  constructor(database) {
    this.database = database;
  }

  eventDesk() {
    return this.read(EVENT_DESK, (kept) => kept.get(CURRENT));
  }

  async entries() {
    const kept = await this.read(ENTRIES, (entries) => entries.getAll());
    return kept.sort((one, other) => one.number - other.number);
  }

  async keepEventDesk(handedOver) {
    await this.change(({ eventDesk }) => {
      eventDesk.put({ ...handedOver, next: 1 }, CURRENT);
    });
  }

  /* A new draft under the next number; undefined when there is none left. The number and the draft are kept together,
     so that no number is given twice, whenever the tablet stops and however many tabs there are. */
  begin(language, maxNumber, now) {
    return this.change(({ eventDesk, entries }, done) => {
      eventDesk.get(CURRENT).onsuccess = ({ target: { result: kept } }) => {
        if (!kept || kept.next > maxNumber) return;
        const entry = {
          id: `${kept.id}-${kept.next}`, number: kept.next, state: "draft", began_at: now,
          text: "", category: "", area: "", language, wants_updates: true, errors: {}, tried: false,
        };
        eventDesk.put({ ...kept, next: kept.next + 1 }, CURRENT);
        entries.add(entry);
        done(entry);
      };
    });
  }

  /* Each of these answers with the entry after the step, or with undefined where the entry is in no state for it. */
  save(id, content) {
    return this.move(id, ["draft"], (entry) => ({ ...entry, ...content }));
  }

  finish(id, content) {
    return this.move(id, ["draft"], (entry) => ({ ...entry, ...content, errors: {}, state: "waiting" }));
  }

  /* What may have been sent already stays as it is. */
  correct(id) {
    return this.move(id, ["refused", "waiting"], (entry) => (entry.tried ? undefined : { ...entry, state: "draft" }));
  }

  discard(id) {
    return this.move(id, ["draft", "refused"], (entry) => ({ ...without(entry), state: "void" }));
  }

  async tried(ids) {
    await this.change(({ entries }) => {
      for (const id of ids) {
        entries.get(id).onsuccess = ({ target: { result: entry } }) => {
          if (entry?.state === "waiting") entries.put({ ...entry, tried: true });
        };
      }
    });
  }

  /* What the server said of some entries, by their ids: all of it is kept, or nothing. */
  async settle(results, now) {
    await this.change(({ entries }) => {
      for (const [id, result] of results) {
        entries.get(id).onsuccess = ({ target: { result: entry } }) => {
          const after = entry?.state === "waiting" ? settled(entry, result, now) : undefined;
          if (after) entries.put(after);
        };
      }
    });
  }

  async clear() {
    await this.change(({ eventDesk, entries }) => {
      eventDesk.clear();
      entries.clear();
    });
  }

  move(id, states, step) {
    return this.change(({ entries }, done) => {
      entries.get(id).onsuccess = ({ target: { result: entry } }) => {
        const after = entry && states.includes(entry.state) ? step(entry) : undefined;
        if (!after) return;
        entries.put(after);
        done(after);
      };
    });
  }

  read(name, work) {
    return new Promise((resolve, reject) => {
      const request = work(this.database.transaction(name, "readonly").objectStore(name));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  change(work) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction([EVENT_DESK, ENTRIES], "readwrite", { durability: "strict" });
      let result;
      transaction.oncomplete = () => resolve(result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      const stores = { eventDesk: transaction.objectStore(EVENT_DESK), entries: transaction.objectStore(ENTRIES) };
      work(stores, (value) => {
        result = value;
      });
    });
  }
}

function settled(entry, result, now) {
  if (result.outcome === "filed" || result.outcome === "replayed") {
    return { ...without(entry), state: "sent", code: result.tracking_code, sent_at: now };
  }
  if (result.outcome === "refused") {
    return { ...entry, state: "refused", errors: result.errors, tried: false };
  }
  return undefined;
}

function without(entry) {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !CONTENT.includes(name)));
}
