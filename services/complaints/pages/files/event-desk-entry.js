/* The form of one entry. What is typed is kept on the tablet a moment later: see `AUTOSAVE_MS`. */

const AUTOSAVE_MS = 200;
const FIELDS = ["text", "category", "area", "language"];
const WITH_PROBLEM = ["text", "category", "area"];

export function createEntryForm({ page, store, guarded, numberOf, onFinished, onLeft }) {
  const { element, say, show, write, data } = page;
  const form = element("entry-form");
  let current = null, timer = 0;

  for (const field of WITH_PROBLEM) {
    const known = element(field).getAttribute("aria-describedby");
    element(field).setAttribute("aria-describedby", [known, `${field}-problem`].filter(Boolean).join(" "));
  }

  function open(entry) {
    current = entry;
    write("entry-title", say("entry_title", { number: numberOf(entry) }));
    for (const field of FIELDS) element(field).value = entry[field];
    element("wants_updates").checked = entry.wants_updates;
    write("saved", "");
    mark(entry.errors ?? {});
    show("entry");
    element("text").focus();
  }

  function content() {
    const fields = Object.fromEntries(FIELDS.map((field) => [field, element(field).value]));
    return { ...fields, wants_updates: element("wants_updates").checked };
  }

  /* Keeps what stands in the form, if it is open. */
  async function save() {
    clearTimeout(timer);
    if (!current) return;
    const { id } = current;
    const kept = await guarded(() => store.save(id, content()));
    if (current?.id === id) write("saved", say(kept ? "saved" : "not_saved"));
  }

  function leave() {
    clearTimeout(timer);
    current = null;
    show("entry", false);
  }

  function mark(errors) {
    const general = Object.entries(errors).filter(([field]) => !WITH_PROBLEM.includes(field));
    for (const field of WITH_PROBLEM) {
      const own = [errors[field], ...(field === "text" ? general.map(([, error]) => error) : [])].filter(Boolean);
      write(`${field}-problem`, own.join(" "));
      if (own.length > 0) element(field).setAttribute("aria-invalid", "true");
      else element(field).removeAttribute("aria-invalid");
    }
  }

  function wrongText(text) {
    if (!text.trim()) return say("error_text");
    return text.trim().length > data.max_text ? say("error_long", { max: data.max_text }) : undefined;
  }

  async function finish() {
    const wrong = wrongText(content().text);
    if (wrong) {
      mark({ text: wrong });
      element("text").focus();
      return;
    }
    clearTimeout(timer);
    const { id } = current;
    const finished = await guarded(() => store.finish(id, content()));
    if (!finished) return;
    leave();
    onFinished(finished);
  }

  async function later() {
    await save();
    leave();
    onLeft();
  }

  async function discard() {
    const { id } = current;
    if (!(await page.ask(say("discard_question", { number: numberOf(current) }), say("discard_yes")))) return;
    clearTimeout(timer);
    if (!(await guarded(() => store.discard(id)))) return;
    leave();
    onLeft();
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, AUTOSAVE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  element("later").addEventListener("click", later);
  element("discard").addEventListener("click", discard);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", save);

  return { open, save, leave, openId: () => current?.id };
}
