// One editor on the page: its fields, its keeper, and the acts of the page that need its words.
import { fields } from "./fields.js";
import { Keeper } from "./keeper.js";

const OPENS_WITHIN = 10000;
const QUIET = 2500; // after the last key the page may be drawn again: its findings and its preview are of what was kept
const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

export function sit({ parentElement: root, data, setTriggerValue }) {
  const [editor, line, clash, rows] = [".editor", ".state", ".clash", ".fields"].map((query) => root.querySelector(query)), say = data.say;
  editor.dataset.of = data.url; // while one post gives way to another, both are on the page
  let args = { data, setTriggerValue, said: data.rev }, shown = null, quiet, passing = false;

  const show = (state, facts = {}) => {
    shown = state;
    line.dataset.state = state === "kept" && !facts.rev ? "fresh" : state;
    const words = state === "kept" && !facts.rev ? say.fresh : say[state];
    line.textContent = state === "refused" ? [facts.what ?? say.refused, facts.mend].filter(Boolean).join(" · ") : fill(words, facts);
    if (state === "kept") redraw(QUIET);
  };
  const redraw = (after) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => keeper.settled && !box.composing() && args.said !== keeper.rev && args.setTriggerValue("kept", (args.said = keeper.rev)), after);
  };

  const box = fields(rows, data.fields, say, {
    typed: (words) => { clearTimeout(quiet); keeper.typed(words); },
    left: () => { keeper.flush(); },
  });
  const keeper = new Keeper({
    url: data.url, who: data.who, composing: box.composing,
    on: {
      state: show,
      opened: (words, now) => {
        box.set(words);
        box.readonly(!now.may_write);
        editor.dataset.open = now.may_write ? "write" : "read";
        editor.inert = false;
        if (!now.may_write) queueMicrotask(() => show("may_not"));
      },
      follow: (words) => box.set(words),
      clash: (theirs) => { show("clash"); clashed(theirs); },
    },
  });

  function clashed(theirs) {
    const mine = keeper.words, labels = Object.fromEntries(data.fields.map((field) => [field.name, field.label]));
    const parts = Object.keys(labels).filter((name) => theirs.typed[name] !== mine[name]);
    const at = theirs.at ? new Date(theirs.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
    clash.querySelector("p").textContent = fill(theirs.mine ? say.clash_own : theirs.by ? say.clash_by : say.clash_version, { by: theirs.by, at });
    clash.querySelector("dl").replaceChildren(...parts.flatMap((name) => [part("dt", labels[name]), part("dd", theirs.typed[name] || say.empty)]));
    clash.hidden = false;
  }
  const part = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
  clash.addEventListener("click", (event) => {
    const mine = event.target.dataset?.choose === "mine";
    if (!event.target.dataset?.choose) return;
    clash.hidden = true;
    if (!mine) box.focus(); // the box that has the caret can be undone
    keeper.choose(mine);
  });

  // An act of the page waits until the studio has every word; where that cannot be, it does not happen and says so.
  const button = (act) => document.querySelector(`.st-key-${CSS.escape(act)} button:not([disabled])`);
  async function press(act, own = act) {
    clearTimeout(quiet);
    await Promise.race([opening, new Promise((go) => setTimeout(go, OPENS_WITHIN))]);
    if (!keeper.settled && !(await keeper.flush())) {
      if (!keeper.clash && shown !== "refused" && shown !== "signed_out") show("held");
      editor.scrollIntoView({ block: "nearest" });
      return;
    }
    passing = true;
    (button(own) ?? button(act))?.click(); // asked for again: the page may have been drawn anew meanwhile
    passing = false;
  }
  const keyed = (el) => [...(el.classList ?? [])].find((name) => name.startsWith("st-key-"))?.slice("st-key-".length);
  const click = (event) => {
    if (passing || keeper.settled) return;
    const path = event.composedPath(), act = args.data.acts.find((each) => path.some((el) => el.classList?.contains(`st-key-${each}`)));
    if (!act || !path.some((el) => el.tagName === "BUTTON")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    press(act, path.map(keyed).find(Boolean));
  };
  const key = (event) => {
    const act = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && args.data.keys[event.key.toLowerCase()];
    if (!act || event.isComposing || event.keyCode === 229 || document.querySelector("[role=dialog]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) press(act);
  };
  const guard = (event) => { if (keeper.dirty) event.preventDefault(); };
  const away = () => { keeper.flush({ last: true }); };
  const hidden = () => { if (document.visibilityState === "hidden") keeper.flush(); };

  document.addEventListener("click", click, true);
  window.addEventListener("keydown", key, true);
  addEventListener("beforeunload", guard);
  addEventListener("pagehide", away);
  document.addEventListener("visibilitychange", hidden);
  show("loading");
  const opening = keeper.open();

  return {
    // The page was drawn again: it may know of newer words.
    drawn(next) {
      args = { ...next, said: next.data.rev };
      keeper.look(next.data.rev, next.data.on);
    },
    leave() {
      clearTimeout(quiet);
      keeper.leave();
      document.removeEventListener("click", click, true);
      window.removeEventListener("keydown", key, true);
      removeEventListener("beforeunload", guard);
      removeEventListener("pagehide", away);
      document.removeEventListener("visibilitychange", hidden);
    },
  };
}
