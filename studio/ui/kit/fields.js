// The fields that are typed in: plain boxes with counters in the platform's unit. An editor with more to offer has to answer to the same five:
// words(), set(words), composing(), readonly(yes), focus().

const bytes = new TextEncoder();
export const count = (text, unit) => (unit === "bytes" ? bytes.encode(text).length : [...text].length);
const clean = (text) => (text.toWellFormed?.() ?? text).replaceAll("\0", ""); // what no database keeps
const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const make = (tag, props = {}, ...inside) => { const el = Object.assign(document.createElement(tag), props); el.append(...inside); return el; };

export function fields(host, specs, say, { typed, left }) {
  let whole = {}, composing = 0;
  const boxes = new Map();
  const words = () => ({ ...whole, ...Object.fromEntries([...boxes].map(([name, box]) => [name, clean(box.value)])) });
  const told = () => { if (!composing) { whole = words(); typed(whole); } };

  for (const spec of specs) {
    const box = make(spec.rows > 1 ? "textarea" : "input", { name: spec.name, placeholder: spec.hint ?? "", spellcheck: false, autocomplete: "off" });
    if (spec.rows > 1) box.rows = spec.rows; else box.type = "text";
    if (spec.mode) box.inputMode = spec.mode;
    const counter = make("small", { className: "count", ariaLive: "off" });
    const draw = () => counter.replaceChildren(...counted(box.value, spec.limits, say));
    box.addEventListener("compositionstart", () => { composing += 1; });
    box.addEventListener("compositionend", () => { composing = 0; draw(); told(); });
    box.addEventListener("input", () => { draw(); told(); });
    box.addEventListener("blur", () => { if (composing) { composing = 0; told(); } left(); });
    box.draw = draw;
    boxes.set(spec.name, box);
    const label = make("label", {}, make("span", { textContent: spec.label }), box);
    host.append(make("div", { className: `field is-${spec.name} ${spec.wide ? "is-wide" : ""}` }, label, counter));
  }

  return {
    words,
    composing: () => composing > 0,
    focus: () => boxes.values().next().value?.focus(),
    readonly: (yes) => boxes.forEach((box) => { box.readOnly = yes; }),
    set(next) {
      whole = { ...next };
      boxes.forEach((box, name) => { replace(box, next[name] ?? ""); box.draw(); });
    },
  };
}

function counted(text, limits, say) {
  if (!limits.length && text.length < 100) return []; // where nothing is limited only a long text is worth counting
  if (!limits.length) return [make("span", { textContent: fill(say.characters, { n: count(text).toLocaleString("en") }) })];
  return limits.map(({ most, unit }) => {
    const used = count(text, unit), shown = { used: used.toLocaleString("en"), most: most.toLocaleString("en") };
    return make("span", { className: used > most ? "over" : "", textContent: fill(say[`of_${unit}`], shown) });
  });
}

// Only what differs changes, so that the caret stays; in the box that has the caret it can be undone.
function replace(box, text) {
  const before = box.value;
  if (before === text) return;
  if (box.getRootNode().activeElement !== box) { box.value = text; return; }
  let from = 0, end = 0;
  const most = Math.min(before.length, text.length);
  while (from < most && before[from] === text[from]) from += 1;
  if (half(before, from) || half(text, from)) from -= 1;
  while (end < most - from && before.at(-1 - end) === text.at(-1 - end)) end += 1;
  if (half(before, before.length - end) || half(text, text.length - end)) end -= 1;
  const caret = box.selectionStart, insert = text.slice(from, text.length - end);
  box.setSelectionRange(from, before.length - end);
  if (!document.execCommand(insert ? "insertText" : "delete", false, insert) || box.value !== text) box.value = text;
  const place = caret <= from ? caret : caret >= before.length - end ? caret + text.length - before.length : from + insert.length;
  box.setSelectionRange(place, place);
}

const half = (text, at) => { const code = text.charCodeAt(at); return code >= 0xdc00 && code <= 0xdfff; };
