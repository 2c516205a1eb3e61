// Keeps the words of one editor: in the studio as soon as typing pauses, and in this browser until the studio has said that it has them.
// Knows nothing of the page: `on` is told what to show, and `composing()` says whether an input method is in the middle of a syllable.

const PAUSE = 1000, LATEST = 5000, LONGEST_WAIT = 10000, SOON = 10, ROUNDS = 3, ANSWER_WITHIN = 10000, ALIVE_WITHIN = 150;
const LAST_WORDS = 60000; // bytes that a browser still sends when its page is gone
export const PAGE = [...crypto.getRandomValues(new Uint8Array(9))].map((n) => (n % 36).toString(36)).join("");
const line = new BroadcastChannel("desk"); // between the pages of this browser
line.addEventListener("message", ({ data }) => data.ask && line.postMessage({ here: PAGE }));

export const same = (a, b) => !!a && !!b && Object.keys(a).every((name) => a[name] === b[name]);

export class Keeper {
  constructor({ url, who, composing, on }) {
    Object.assign(this, { url, on, composing, slot: `desk:${who}:${url}:` });
    Object.assign(this, { words: null, sent: null, rev: 0, with: 0, tried: [], busy: null, clash: null, gone: false, wait: PAUSE, stuck: false });
    this.heard = ({ data }) => data.kept === this.url && this.look(data.rev, data.on);
    this.online = () => { this.wait = PAUSE; this.soon(0); };
    line.addEventListener("message", this.heard);
    addEventListener("online", this.online);
  }

  get dirty() { return !!this.words && !same(this.words, this.sent); }
  get settled() { return !!this.words && !this.dirty && !this.busy && !this.clash; }

  // The words as the studio has them, or as this browser kept them when they did not get there.
  async open() {
    const now = await this.#ask(true);
    if (!now) return;
    const found = now.may_write ? await this.#orphan() : null;
    if (this.gone) return;
    this.#stand(now);
    const left = found && !same(found.words, now.typed) ? found : null;
    if (left) {
      this.words = { ...now.typed, ...left.words };
      if ((left.rev !== now.rev || left.on !== now.on) && !same(left.sent, now.typed)) this.clash = now;
      this.#copy();
    }
    if (found) this.#forget(found.key);
    this.on.opened(this.words, now);
    if (this.clash) this.on.clash(this.clash);
    else if (left) { this.on.state("taken_up"); this.soon(0); }
    else this.on.state("kept", { rev: this.rev });
  }

  typed(words) {
    this.words = words;
    this.stuck = false;
    this.#copy();
    if (!this.dirty || this.clash) return;
    this.since ??= Date.now();
    this.on.state("typing");
    this.soon(Math.min(this.wait, Math.max(0, this.since + LATEST - Date.now())));
  }

  soon(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), after);
  }

  // Answers true once the studio has what is on the screen. One request at a time, but for the last words of a page.
  async flush({ last = false } = {}) {
    while (this.busy && !last) await this.busy;
    if (!this.dirty || this.clash) return this.settled;
    if (this.composing() && !last) { this.soon(PAUSE / 2); return false; } // half a syllable is no text
    clearTimeout(this.timer);
    this.busy = this.#deliver(last);
    await this.busy;
    this.busy = null;
    if (this.dirty && !this.clash && !this.stuck && !this.gone) this.soon(this.wait);
    return this.settled;
  }

  // Somebody says that the studio has newer words than these.
  async look(rev, on) {
    if (!this.settled || (rev <= this.rev && on <= this.with)) return;
    const now = await this.#ask(false);
    if (!now || !this.settled || this.gone) return;
    const other = !same(now.typed, this.words);
    this.#stand(now);
    if (other) this.on.follow(this.words);
    this.on.state("kept", { rev: this.rev });
  }

  choose(mine) {
    const theirs = this.clash;
    if (!theirs) return;
    this.clash = null;
    const words = mine ? this.words : theirs.typed;
    this.#stand(theirs);
    this.words = words;
    this.#copy();
    if (!mine) this.on.follow(words);
    this.on.state(this.dirty ? "typing" : "kept", { rev: this.rev });
    this.soon(0);
  }

  leave() {
    this.gone = true;
    this.#copy();
    this.flush();
    line.removeEventListener("message", this.heard);
    removeEventListener("online", this.online);
  }

  // Sends, and sends again at once when only the state to begin from had moved on: an act that waits for these words is not to be told "later".
  async #deliver(last) {
    for (let round = 0; round < ROUNDS && this.dirty && !this.clash; round += 1) if (!(await this.#send(last))) return;
  }

  // Answers true when the words have to be sent once more, from a state that is known now.
  async #send(last) {
    const words = this.words, body = JSON.stringify({ rev: this.rev, on: this.with, typed: words, tab: PAGE });
    const keepalive = last && new Blob([body]).size < LAST_WORDS;
    this.since = null;
    this.on.state("keeping");
    try {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(this.url, { method: "PUT", headers, body, keepalive, signal: AbortSignal.timeout(ANSWER_WITHIN) });
      if (answer.status >= 500) throw answer.status;
      const said = await answer.json().catch(() => null);
      if (answer.ok && said) { this.#confirmed(words, said); return false; }
      if (answer.status === 409 && said) return this.#overtaken(said);
      if (answer.status === 403 && !said) { this.#later("signed_out"); return false; } // the gate's own words: nobody is signed in
      this.stuck = true; // nothing to hope for before something else is typed
      this.on.state("refused", said ?? {});
    } catch {
      if (!this.tried.some((each) => same(each, words))) this.tried.push(words); // perhaps it arrived, and its answer did not
      this.#later("offline");
    }
    return false;
  }

  #confirmed(words, said) {
    [this.rev, this.with, this.sent, this.tried, this.wait] = [said.rev, said.on, words, [], PAUSE];
    this.#copy();
    line.postMessage({ kept: this.url, rev: this.rev, on: this.with });
    if (!this.dirty) this.on.state("kept", { rev: this.rev });
  }

  // Our own words whose answer was lost, or a new state of the very words we grew from, are nobody else's.
  #overtaken(now) {
    if (same(now.typed, this.sent) || this.tried.some((each) => same(each, now.typed))) {
      [this.rev, this.with, this.sent, this.tried, this.wait] = [now.rev, now.on, now.typed, [], SOON];
      this.#copy();
      if (!this.dirty) this.on.state("kept", { rev: this.rev });
      return this.dirty;
    }
    this.clash = now;
    this.#copy();
    this.on.clash(now);
    return false;
  }

  #later(state) {
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.on.state(state);
  }

  #stand(now) {
    [this.rev, this.with, this.sent, this.words, this.tried, this.wait] = [now.rev, now.on, now.typed, now.typed, [], PAUSE];
  }

  async #ask(patiently) {
    for (let wait = 300; !this.gone; wait = Math.min(wait * 2, LONGEST_WAIT / 2)) {
      try {
        const answer = await fetch(this.url, { headers: { accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) });
        if (answer.ok) return await answer.json();
        if (answer.status < 500 && answer.status !== 403) { if (patiently) this.on.state("refused", await answer.json().catch(() => ({}))); return null; }
        if (patiently) this.on.state(answer.status === 403 ? "signed_out" : "offline");
      } catch { if (patiently) this.on.state("offline"); }
      if (!patiently) return null;
      await new Promise((again) => setTimeout(again, wait));
    }
    return null;
  }

  // The copy in this browser: at every key, so that nothing is lost whatever ends the page; gone when the studio has the words.
  #copy() {
    const key = this.slot + PAGE;
    try {
      if (this.dirty) localStorage.setItem(key, JSON.stringify({ rev: this.rev, on: this.with, sent: this.sent, words: this.words, at: Date.now() }));
      else if (!this.gone || same(JSON.parse(localStorage.getItem(key) ?? "{}").words, this.words)) localStorage.removeItem(key);
    } catch { this.on.state("no_room"); }
  }

  #forget(key) { if (key !== this.slot + PAGE) try { localStorage.removeItem(key); } catch { /* a browser that keeps nothing */ } }

  // A copy that no page answers for any more: the newest of them. A living page keeps its own.
  async #orphan() {
    let keys = [];
    try { keys = Object.keys(localStorage).filter((key) => key.startsWith(this.slot)); } catch { /* a browser that keeps nothing */ }
    if (!keys.length) return null;
    const alive = new Set(), hear = ({ data }) => data.here && alive.add(data.here), ear = new BroadcastChannel("desk");
    ear.addEventListener("message", hear);
    ear.postMessage({ ask: PAGE });
    await new Promise((go) => setTimeout(go, ALIVE_WITHIN));
    ear.close();
    alive.delete(PAGE); // what this very page left behind when it showed another post is its own to take up
    const read = (key) => { try { return { key, ...JSON.parse(localStorage.getItem(key)) }; } catch { return { key }; } };
    const left = keys.filter((key) => !alive.has(key.slice(this.slot.length))).map(read).filter((each) => each.words);
    return left.sort((a, b) => b.at - a.at)[0] ?? null;
  }
}
