/* Shows entries: the list of all, the drafts to go on with, and the slip of one. Texts of people stay texts. */

const EXCERPT = 120;

export function createList({ page, made, numberOf, actions }) {
  const { element, say, write, show } = page;
  let onSlip = null;

  function render(eventDesk, entries, openId) {
    fill(element("entries"), [...entries].reverse().map(row));
    const drafts = entries.filter((entry) => entry.state === "draft" && entry.id !== openId);
    fill(element("drafts"), drafts.map(draft));
    show("unfinished", drafts.length > 0);
    show("list", entries.length > 0);
    write("event-name", `${eventDesk.letters} · ${eventDesk.event}`);
    const shown = entries.find((entry) => entry.id === onSlip);
    if (shown) fillSlip(eventDesk, shown);
    else show("slip", false);
  }

  function showSlip(eventDesk, entry) {
    onSlip = entry.id;
    fillSlip(eventDesk, entry);
    show("slip");
    element("slip-title").focus();
  }

  function hideSlip() {
    onSlip = null;
    show("slip", false);
  }

  /* The same slip tells the tracking code as soon as there is one. */
  function fillSlip(eventDesk, entry) {
    write("slip-number", numberOf(entry));
    write("slip-event", eventDesk.event);
    write("slip-at", page.when(entry.began_at));
    write("slip-code", entry.code ? say("slip_code", { code: entry.code }) : "");
    write("slip-next", entry.code ? say("slip_follow", { address: page.data.follow }) : say("slip_next", { unit: eventDesk.unit_names[page.data.language] }));
  }

  function row(entry) {
    const item = document.createElement("li");
    item.append(made("strong", numberOf(entry)), " ", made("span", say(entry.state), `status ${entry.state}`));
    if (entry.code) {
      item.className = "has-code";
      item.append(made("code", entry.code, "code"));
    }
    item.append(" ", made("span", page.when(entry.sent_at ?? entry.began_at), "soft"));
    if (entry.text) item.append(made("p", excerpt(entry.text), "soft no-print"));
    for (const error of Object.values(entry.errors ?? {})) item.append(made("p", error, "late"));
    const buttons = made("div", "", "row no-print");
    for (const [name, act] of Object.entries(actions)) {
      if (isPossible(name, entry)) buttons.append(button(say(name, { number: numberOf(entry) }), "plain", () => act(entry)));
    }
    item.append(buttons);
    return signed(item, entry);
  }

  function draft(entry) {
    const item = document.createElement("li");
    item.append(button(say("go_on", { number: numberOf(entry) }), "second", () => actions.go_on(entry)));
    if (entry.text) item.append(made("p", excerpt(entry.text), "soft"));
    return signed(item, entry);
  }

  function button(text, className, act) {
    const button = made("button", text, className);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  return { render, showSlip, hideSlip };
}

/* What is offered in the list; drafts stand above it, in a list of their own. */
function isPossible(name, entry) {
  if (name === "correct") return entry.state === "refused" || (entry.state === "waiting" && !entry.tried);
  return name === "show_slip" && (entry.state === "waiting" || entry.state === "sent");
}

function excerpt(text) {
  const first = [...text].slice(0, EXCERPT).join("");
  return first.length < text.length ? `${first} …` : text;
}

function signed(item, entry) {
  item.dataset.shown = JSON.stringify(entry);
  return item;
}

/* What has not changed stays in its place, with the focus that it may have. */
function fill(list, items) {
  const before = new Map([...list.children].map((item) => [item.dataset.shown, item]));
  items.forEach((item, place) => {
    const kept = before.get(item.dataset.shown) ?? item;
    if (list.children[place] !== kept) list.insertBefore(kept, list.children[place] ?? null);
  });
  while (list.children.length > items.length) list.lastElementChild.remove();
}
