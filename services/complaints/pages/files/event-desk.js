/* The page of the event desk: it shows what the store keeps, and lets the other parts work together. */

const data = JSON.parse(document.getElementById("event-desk").dataset.page);
const load = (name) => import(data.modules[name]);
const [{ createPage, made, slipNumber, unsent }, { openStore }, { createSync, call }, { createEntryForm }, { createList }] =
  await Promise.all(["page", "store", "sync", "entry", "list"].map(load));

const RETRY_MS = 60_000, LOCK_MS = 1_500, OPEN_S = 20;
const page = createPage(data);
const { element, say, counted, show, write } = page;
let store, eventDesk, entries = [], sync, entryForm, list, isShown = false;

const numberOf = (entry) => slipNumber(eventDesk.letters, entry.number);

/* Does a step of the store; undefined, and told, when it was not kept. */
async function guarded(step) {
  try {
    const result = await step();
    page.trouble("");
    return result;
  } catch (error) {
    page.trouble(say(error?.name === "QuotaExceededError" ? "store_full" : "store_failed"));
    return undefined;
  }
}

async function refresh() {
  eventDesk = await store.eventDesk();
  entries = await store.entries();
  show("opening", !eventDesk && isShown);
  show("working", Boolean(eventDesk) && isShown);
  show("state", Boolean(eventDesk) && isShown);
  if (eventDesk) list.render(eventDesk, entries, entryForm.openId());
}

function waitingWords() {
  return counted("waiting", entries.filter((entry) => entry.state === "waiting").length);
}

function tell(outcome) {
  const refused = entries.filter((entry) => entry.state === "refused").length;
  show("sign-in", outcome === "sign_in");
  if (outcome !== "idle" && outcome !== "done") write("sync", say(outcome, { waiting: waitingWords() }));
  else if (refused > 0) write("sync", counted("some_refused", refused));
  else write("sync", say(entries.some((entry) => entry.state === "sent") ? "all_sent" : "ready"));
}

async function send() {
  if (!eventDesk || !isShown) return;
  let outcome;
  try {
    outcome = await sync.send();
  } catch {
    outcome = "unavailable";
    page.trouble(say("store_failed"));
  }
  await refresh();
  if (eventDesk) tell(outcome);
}

async function newEntry() {
  if (entryForm.openId()) await entryForm.save();
  const entry = await guarded(async () => (await store.begin(data.language_of_complaints, data.max_number, Date.now())) ?? null);
  if (entry === null) page.trouble(say("numbers_over"));
  if (entry) await goOn(entry);
}

async function goOn(entry) {
  if (entryForm.openId()) await entryForm.save();
  const kept = (await store.entries()).find((each) => each.id === entry.id);
  list.hideSlip();
  show("new-entry", false);
  entryForm.open(kept ?? entry);
  await refresh();
}

async function correct(entry) {
  const draft = entry.state === "draft" ? entry : await guarded(() => store.correct(entry.id));
  if (draft) await goOn(draft);
  else await refresh();
}

async function finished(entry) {
  show("new-entry");
  await refresh();
  list.showSlip(eventDesk, entry);
  await send();
}

async function left() {
  show("new-entry");
  await refresh();
  element("new-entry").focus();
}

async function openEventDesk(event) {
  event.preventDefault();
  const session = await sync.currentSession();
  const body = new FormData(element("open-form"));
  const headers = { "X-Form-Token": session.body?.form_token ?? "" };
  const answer = session.problem ? session : await call(`/event-desk?lang=${data.language}`, OPEN_S, { method: "POST", headers, body });
  const said = answer.body?.errors?.event ?? (answer.problem ? say(OPENING[answer.problem] ?? "open_failed") : "");
  write("event-problem", said);
  if (said) return element("event").focus();
  await guarded(() => store.keepEventDesk(answer.body));
  await askToKeep();
  await refresh();
  if (eventDesk) tell("idle");
  element("new-entry").focus();
}
const OPENING = { offline: "open_offline", sign_in: "open_sign_in", not_allowed: "open_not_allowed" };

async function closeEventDesk() {
  await refresh();
  if (unsent(entries).length > 0) return page.trouble(say("close_unsent"));
  if (!(await page.ask(say("close_question"), say("close_yes")))) return;
  await guarded(() => store.clear());
  await refresh();
  element("event").focus();
}

/* Whoever signs out leaves what is not sent yet: it is neither lost nor hidden by it. */
async function leave(event) {
  if (unsent(entries).length === 0) return;
  event.preventDefault();
  const form = event.target;
  await entryForm.save();
  if (await page.ask(say("leave_unsent", { waiting: waitingWords() }), say("leave_yes"))) form.submit();
}

/* Only one tab shows the event desk. Numbers would stay apart without this; what is typed into a draft would not. */
function holdLock(steal) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const options = steal ? { steal } : { signal: AbortSignal.timeout(LOCK_MS) };
    const held = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request("event-desk", options, held).catch(() => {
      resolve(false);
      if (isShown) takenOver();
    });
  });
}

async function takenOver() {
  await entryForm.save();
  entryForm.leave();
  showAll(false);
  element("elsewhere-title").focus();
}

async function showAll(isHere) {
  isShown = isHere;
  show("elsewhere", !isHere);
  await refresh();
  show("new-entry", !entryForm.openId());
}

async function takeOver() {
  await holdLock(true);
  await showAll(true);
  await send();
}

async function askToKeep() {
  const isKept = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
  hint("not_persistent", !isKept);
}

async function keepPage() {
  try {
    await navigator.serviceWorker.register("/event-desk/service-worker.js", { scope: "/event-desk" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ language: data.language });
    hint("offline_ready", true);
  } catch {
    hint("no_worker", true);
  }
}

const hints = new Set();
function hint(name, isTrue) {
  hints[isTrue ? "add" : "delete"](name);
  write("hints", [...hints].map((each) => say(each)).join(" "));
}

function listen() {
  const onClick = { "new-entry": newEntry, "next-entry": newEntry, send, close: closeEventDesk, "take-over": takeOver };
  for (const [id, act] of Object.entries(onClick)) element(id).addEventListener("click", () => act());
  element("print-slip").addEventListener("click", () => page.print("slip"));
  element("print-list").addEventListener("click", () => page.print("list"));
  element("open-form").addEventListener("submit", openEventDesk);
  document.querySelector("form.signed-in")?.addEventListener("submit", leave);
  addEventListener("online", send);
  addEventListener("offline", () => eventDesk && isShown && tell("offline"));
  setInterval(send, RETRY_MS);
}

async function start() {
  show("no-scripts", false);
  try {
    store = await openStore(() => page.trouble(say("store_gone")));
  } catch {
    show("no-scripts");
    return page.trouble(say("no_store"));
  }
  sync = createSync({ store, data, onSending: () => write("sync", say("sending", { waiting: waitingWords() })) });
  entryForm = createEntryForm({ page, store, guarded, numberOf, onFinished: finished, onLeft: left });
  const actions = { go_on: goOn, correct, show_slip: (entry) => list.showSlip(eventDesk, entry) };
  list = createList({ page, made, numberOf, actions });
  listen();
  keepPage();
  await showAll(await holdLock(false));
  if (!isShown || !eventDesk) return;
  tell(navigator.onLine ? "idle" : "offline");
  askToKeep();
  await send();
}

await start();
