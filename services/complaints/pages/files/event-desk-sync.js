/* Sends what waits, and keeps what became of it. One entry is filed once, however often it is sent: the server knows it
   again by its number. How an attempt ended is one of

   idle, done, offline, unavailable, sign_in, not_allowed, failed */

const SESSION_S = 10, BATCH_S = 60;

export function createSync({ store, data, onSending }) {
  let running = null;

  function send() {
    running ??= attempt().finally(() => {
      running = null;
    });
    return running;
  }

  async function attempt() {
    if ((await waiting()).length === 0) return "idle";
    onSending();
    const session = await currentSession();
    if (session.problem) return session.problem;
    const eventDesk = await store.eventDesk();
    for (let some = await waiting(); some.length > 0; some = await waiting()) {
      const problem = await sendSome(some.slice(0, data.at_once), eventDesk, session.body.form_token);
      if (problem) return problem;
    }
    return "done";
  }

  async function sendSome(entries, eventDesk, token) {
    await store.tried(entries.map((entry) => entry.id));
    const answer = await call(`/event-desk/batch?lang=${data.language}`, BATCH_S, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Form-Token": token },
      body: JSON.stringify({ permission: eventDesk.permission, entries: entries.map(asSent) }),
    });
    if (answer.problem) return answer.problem;
    const results = resultsById(entries, answer.body.results);
    if (!results) return "failed";
    await store.settle(results, Date.now());
    return results.some(([, result]) => result.outcome === "later") ? "unavailable" : undefined;
  }

  async function waiting() {
    return (await store.entries()).filter((entry) => entry.state === "waiting");
  }

  return { send, currentSession };
}

/* Who is signed in, with the token of their session. */
export async function currentSession() {
  const answer = await call("/event-desk/session", SESSION_S);
  if (answer.problem || typeof answer.body.form_token === "string") return answer;
  return { problem: "unavailable" }; // somebody else answers for the server, as networks do that ask for a sign-in first
}

/* The answer's `body`, or the `problem`. */
export async function call(address, seconds, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(seconds * 1000), ...options });
  } catch {
    return { problem: navigator.onLine ? "unavailable" : "offline" };
  }
  const body = (await answer.json().catch(() => null)) ?? {};
  return answer.ok ? { body } : { body, problem: problemOf(answer.status, body) };
}

function problemOf(status, body) {
  if (status === 401) return "sign_in";
  if (status === 403) return body.problem === "form_expired" ? "unavailable" : "not_allowed";
  return status >= 500 || status === 429 || status === 408 ? "unavailable" : "failed";
}

/* What is not chosen is left out. */
function asSent({ number, text, category, area, language, wants_updates }) {
  const chosen = Object.fromEntries(Object.entries({ category, area, language }).filter(([, value]) => value));
  return { number, text, wants_updates, ...chosen };
}

/* Every entry has to have its result: else the same ones would be sent for ever. */
function resultsById(entries, results) {
  if (!Array.isArray(results)) return undefined;
  const byNumber = new Map(results.map((result) => [result.number, result]));
  const pairs = entries.map((entry) => [entry.id, byNumber.get(entry.number)]);
  return pairs.every(([, result]) => result) ? pairs : undefined;
}
