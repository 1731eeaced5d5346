// A plot whose words are coloured, and, where `data.changeable` says so, can be left out or replaced.
//
// Whatever people wrote comes in `data` and gets to the page as `textContent` alone. The reader's steps are kept here, in
// order, and all of them are sent each time; `standing` says what stands after them, as `changes_after` does in Python.

const UP = -1, DOWN = 1;
const plots = new WeakMap();  // a Plot for each element on the page

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".coloured-plot");
  if (!plots.has(root)) plots.set(root, new Plot(root));
  plots.get(root).draw(data, (steps) => setStateValue("changes", { plot: data.plot, turn: data.turn, steps }));
}

function element(tag, text = "", name = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = name;
  return made;
}

function standing(steps, own) {
  const words = new Map();
  for (const [position, word] of steps) {
    if (position === null) words.clear();
    else if (word === null || word === own(position)) words.delete(position);
    else words.set(position, word);
  }
  return words;
}

class Plot {
  constructor(root) {
    this.root = root;
    for (const name of ["plot", "changing", "told", "bars", "undo", "reset", "tip"])
      this[name] = root.querySelector(`.${name}`);
    this.form = root.querySelector("form");
    this.input = root.querySelector("input");
    this.rows = new Map();
    this.listen();
  }

  own(position) {
    return this.data.pieces[2 * position + 1];
  }

  draw(data, send) {
    const same = this.data?.plot === data.plot;
    const tinted = same && this.data.tint === data.tint;
    const turned = same && this.data.turn !== data.turn;  // another part of the page has changed a word
    this.data = data;
    this.send = send;
    if (!same) this.build();
    else if (turned || !this.touched) this.steps = data.steps;
    if (!tinted) this.spans.forEach((span, i) => this.tint(span, i));
    this.root.classList.toggle("changeable", data.changeable);
    this.changing.hidden = !data.changeable;
    this.root.querySelector(".legend").hidden = Boolean(data.says);
    this.show();
  }

  // The text, once for each plot: its words are spans, what is between them stays text.
  build() {
    const { pieces, unread, changeable } = this.data;
    const content = document.createDocumentFragment();
    this.spans = [];
    pieces.forEach((piece, i) => {
      if (i % 2) {
        const span = element("span", piece, "word");
        span.tabIndex = -1;
        span.setAttribute("role", changeable ? "button" : "note");
        if (changeable) span.setAttribute("aria-pressed", "false");
        span.dataset.word = (i - 1) / 2;
        this.spans.push(span);
        content.append(span);
      } else if (i === pieces.length - 1 && unread) content.append(element("span", piece, "unread"));
      else content.append(document.createTextNode(piece));
    });
    this.plot.replaceChildren(content);
    this.steps = this.data.steps;
    // Until somebody changes a word here the app knows better: the page may have drawn this in place of another one, whose
    // last step was still on its way.
    this.touched = false;
    this.words = new Map();
    this.chosen = null;
    this.current = 0;
    this.spans[0].tabIndex = 0;
    this.unknown = new Set(this.data.unknown);
  }

  tint(span, i) {
    const strength = this.data.strengths[i];
    span.classList.toggle("raises", strength >= .04);
    span.classList.toggle("lowers", strength <= -.04);
    span.classList.toggle("unknown", this.unknown.has(i));
    span.style.setProperty("--s", Math.abs(strength));
    this.label(span, i);
  }

  label(span, i) {
    span.setAttribute("aria-label", `${this.own(i)}: ${this.says(i)}`);
  }

  says(i) {
    const { amounts, unit, genre, says } = this.data;
    if (says) return says[i] + (this.unknown.has(i) ? "; not in the model's vocabulary" : "");
    const amount = Number(amounts[i]);
    const moves = amount ? `${amount > 0 ? "raises" : "lowers"} ${genre}, ${amounts[i]} ${unit}` : `hardly moves ${genre}`;
    const word = this.words.get(i);
    const change = word === undefined ? "" : word ? `now ${word}; as written it ` : "left out; as written it ";
    return change + moves + (this.unknown.has(i) ? "; not in the model's vocabulary" : "");
  }

  // What stands now: the changed words, the sentence, the bars, the tools.
  show() {
    const words = standing(this.steps, (position) => this.own(position));
    const before = this.words;
    this.words = words;
    for (const i of new Set([...before.keys(), ...words.keys()])) if (before.get(i) !== words.get(i)) this.mark(i);
    const { genre, changeable, told, bars, steps } = this.data;
    this.plot.setAttribute("aria-label", `The plot, coloured for ${genre}. Arrow keys go from word to word` +
      (changeable ? "; Enter leaves a word out or brings it back." : "."));
    if (!changeable) return;
    const arrived = JSON.stringify(steps) === JSON.stringify(this.steps);
    this.changing.classList.toggle("changed-now", words.size > 0);
    this.changing.setAttribute("aria-busy", String(!arrived));
    if (arrived) this.told.textContent = told;
    if (arrived) this.compare(bars);
    this.undo.setAttribute("aria-disabled", String(!this.steps.length));
    this.reset.setAttribute("aria-disabled", String(!words.size));
    this.undo.hidden = this.reset.hidden = !this.steps.length;
    this.form.hidden = this.chosen === null;
    if (this.chosen !== null) this.form.querySelector("label span").textContent = `In place of “${short(this.own(this.chosen))}”:`;
  }

  mark(i) {
    const span = this.spans[i], word = this.words.get(i);
    span.setAttribute("aria-pressed", String(word !== undefined));
    span.classList.toggle("changed", word !== undefined);
    if (word === undefined) span.textContent = this.own(i);
    else span.replaceChildren(element("s", this.own(i)));
    if (word) span.append(" ", element("ins", word));
    this.label(span, i);
    if (!this.tip.hidden) this.tell(span);
  }

  // A row for each genre, before over after; rows that stay are moved, so that their bars are seen to move.
  compare(bars) {
    this.bars.hidden = !bars.length;
    const rows = bars.map((bar) => this.rows.get(bar.genre) ?? this.row(bar));
    this.rows = new Map(bars.map((bar, i) => [bar.genre, rows[i]]));
    this.bars.tBodies[0].replaceChildren(...rows);
    this.bars.getBoundingClientRect();  // a new row is drawn where it was before, and then moves
    bars.forEach((bar, i) => {
      const [name, track, moves] = rows[i].children;
      track.firstChild.style.width = `${100 * bar.before}%`;
      track.lastChild.style.width = `${100 * bar.after}%`;
      moves.textContent = bar.moves;
      if (bar.note) moves.append(element("small", bar.note));
    });
  }

  row({ genre, before, color }) {
    const row = element("tr"), name = element("th", genre), track = element("td", "", "track");
    name.scope = "row";
    track.append(element("i"), element("i"));
    track.firstChild.style.width = track.lastChild.style.width = `${100 * before}%`;
    track.lastChild.style.backgroundColor = color;
    row.append(name, track, element("td"));
    return row;
  }

  step(position, word) {
    this.steps = [...this.steps, [position, word]];
    this.changed();
  }

  changed() {
    this.touched = true;
    this.show();
    this.send(this.steps);
  }

  toggle(i) {
    this.chosen = i;
    this.input.value = "";
    this.step(i, this.words.has(i) ? null : "");
  }

  undoLast() {
    if (!this.steps.length) return;
    this.steps = this.steps.slice(0, -1);
    this.changed();
    if (!this.steps.length) this.spans[this.current].focus();
  }

  go(i) {
    const next = Math.max(0, Math.min(this.spans.length - 1, i));
    this.rove(next);
    this.spans[next].focus();
  }

  rove(i) {
    this.spans[this.current].tabIndex = -1;
    this.spans[i].tabIndex = 0;
    this.current = i;
  }

  // The word of the line above or below that is nearest to the current one.
  beside(direction) {
    const place = (i) => this.spans[i].getClientRects()[0];
    const here = place(this.current);
    let line = null, best = this.current, nearest = Infinity;
    for (let i = this.current + direction; i >= 0 && i < this.spans.length; i += direction) {
      const there = place(i);
      if (Math.abs(there.top - here.top) < here.height / 2) continue;
      line ??= there.top;
      if (Math.abs(there.top - line) > here.height / 2) break;
      const away = Math.abs(there.left - here.left);
      if (away < nearest) [nearest, best] = [away, i];
    }
    return best;
  }

  key(event) {
    const goes = {
      ArrowRight: () => this.current + 1, ArrowLeft: () => this.current - 1,
      ArrowUp: () => this.beside(UP), ArrowDown: () => this.beside(DOWN),
      Home: () => 0, End: () => this.spans.length - 1,
    }[event.key];
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key.length > 1)) return;
    if (goes) this.go(goes());
    else if (event.key === "Escape") this.hide();
    else if (event.ctrlKey || event.shiftKey) return;
    else if (this.data.changeable && (event.key === "Enter" || event.key === " ")) this.toggle(this.current);
    else return;
    event.preventDefault();
  }

  tell(span, rect = span.getClientRects()[0]) {
    const i = Number(span.dataset.word), box = this.root.getBoundingClientRect();
    this.tip.textContent = this.says(i);
    this.tip.hidden = false;
    const left = Math.max(0, Math.min(rect.left - box.left, box.width - this.tip.offsetWidth));
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${rect.top - box.top - this.tip.offsetHeight}px`;
  }

  // The pointer has gone: the word in focus, if there is one, has the tooltip again.
  left() {
    const focused = this.plot.querySelector("[data-word]:focus-visible");
    if (focused) this.tell(focused);
    else this.hide();
  }

  hide() {
    this.tip.hidden = true;
  }

  listen() {
    const word = (event) => event.target.closest?.("[data-word]");
    const under = (event) => [...word(event).getClientRects()].find((rect) => event.clientY <= rect.bottom);
    this.hide();
    this.plot.addEventListener("keydown", (event) => this.key(event));
    this.plot.addEventListener("scroll", () => this.hide());
    this.plot.addEventListener("focusin", (event) => {
      this.rove(Number(word(event).dataset.word));
      this.tell(word(event));
    });
    this.plot.addEventListener("focusout", () => this.hide());
    this.plot.addEventListener("pointerover", (event) => word(event) && this.tell(word(event), under(event)));
    this.root.addEventListener("pointerout", (event) => {
      if (!this.tip.contains(event.relatedTarget) && !event.relatedTarget?.closest?.("[data-word]")) this.left();
    });
    this.plot.addEventListener("click", (event) => {
      if (word(event) && this.data.changeable) this.toggle(Number(word(event).dataset.word));
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.step(this.chosen, this.input.value.split(/\s+/).join(" ").trim());
      this.spans[this.chosen].focus();
    });
    this.undo.addEventListener("click", () => this.undoLast());
    this.reset.addEventListener("click", () => {
      if (!this.words.size) return;
      this.step(null, null);
    });
    this.root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || event.target === this.input) return;
      event.preventDefault();
      this.undoLast();
    });
  }
}

function short(text) {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
