/* What all parts of the event desk's page need: its words, its elements, its questions. */

export function createPage(data) {
  const element = (id) => document.getElementById(id);
  const say = (name, values = {}) =>
    data.words[name].replace(/\{(\w+)\}/g, (gap, key) => (key in values ? String(values[key]) : gap));
  const counted = (name, count) => say(`${name}_${count === 0 && `${name}_none` in data.words ? "none" : count === 1 ? "one" : "many"}`, { count });
  const when = new Intl.DateTimeFormat(data.language, { dateStyle: "medium", timeStyle: "short", timeZone: data.zone });

  /* A live region speaks whenever its text is set: also when it is the same. */
  function write(id, text) {
    if (element(id).textContent !== text) element(id).textContent = text;
  }

  function show(id, isShown = true) {
    element(id).hidden = !isShown;
  }

  /* Shows what went wrong, until the next step that goes well. */
  function trouble(text) {
    const box = element("trouble");
    box.replaceChildren();
    if (!text) return;
    box.append(made("p", text, "card notice"));
  }

  function ask(text, yes) {
    const question = element("question");
    write("question-text", text);
    write("question-yes", yes);
    return new Promise((resolve) => {
      const answered = (answer) => () => {
        question.onclose = null;
        question.close();
        resolve(answer);
      };
      element("question-yes").onclick = answered(true);
      element("question-no").onclick = answered(false);
      question.onclose = () => resolve(false);
      question.showModal();
      element("question-no").focus();
    });
  }

  function print(what) {
    const name = `printing-${what}`;
    document.body.classList.add(name);
    addEventListener("afterprint", () => document.body.classList.remove(name), { once: true });
    window.print();
  }

  return { data, element, say, counted, when: (moment) => when.format(new Date(moment)), write, show, trouble, ask, print };
}

export function made(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/* A-001: the letters are the server's, the number is the tablet's. */
export function slipNumber(letters, number) {
  return `${letters}-${String(number).padStart(3, "0")}`;
}

export function unsent(entries) {
  return entries.filter((entry) => ["draft", "waiting", "refused"].includes(entry.state));
}
