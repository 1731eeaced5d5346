// A plot that is read word by word, and a line for each genre under it; one cursor goes through both.
// What people wrote comes in `data` and gets to the page as `textContent` alone.

const SVG = "http://www.w3.org/2000/svg";
const PACE = { word: 260, sentence: 1100, part: 700 };  // milliseconds a step when it plays
const readings = new WeakMap();  // a Reading for each element on the page

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".read-along");
  if (!readings.has(root)) readings.set(root, new Reading(root));
  readings.get(root).draw(data);
  return () => readings.get(root).pause();
}

function element(tag, text = "", name = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = name;
  return made;
}

function line(values, { color, dash }) {
  const drawn = document.createElementNS(SVG, "polyline");
  const last = Math.max(1, values.length - 1);
  drawn.setAttribute("points", values.map((value, i) => `${1000 * i / last},${1000 * (1 - value)}`).join(" "));
  drawn.setAttribute("stroke", color);
  drawn.setAttribute("stroke-dasharray", dash);
  return drawn;
}

function percent(share) {
  if (share > 0 && share < .005) return "< 1 %";
  return share > .995 && share < 1 ? "> 99 %" : `${Math.round(100 * share)} %`;
}

class Reading {
  constructor(root) {
    [this.text, this.field, this.now] = [".text", ".field", ".now"].map((name) => root.querySelector(name));
    [this.chart, this.button, this.slider, this.rows] =
      ["svg", "button", "input", "tbody"].map((name) => root.querySelector(name));
    this.root = root;
    this.timer = null;
    this.listen();
  }

  draw(data) {
    const same = this.data && JSON.stringify(this.data.pieces) === JSON.stringify(data.pieces);
    this.data = data;
    if (!same) this.build();
    this.chart.replaceChildren(...data.lines.map((one) => line(one.values, one)));
    this.rows.replaceChildren(...data.lines.map((one) => this.row(one)));
    this.go(same ? this.at : this.steps.length);
  }

  build() {
    this.pause();
    this.steps = [];
    this.text.replaceChildren(...this.data.pieces.map((piece, i) => {
      if (i % 2 === 0) return document.createTextNode(piece);
      const step = element("span", piece, "step");
      step.dataset.step = (i + 1) / 2;
      this.steps.push(step);
      return step;
    }));
    this.slider.max = this.steps.length;
    this.slider.setAttribute("aria-label", `How far the plot is read, in ${this.data.unit}s`);
  }

  row(one) {
    const row = element("tr"), sample = document.createElementNS(SVG, "svg"), mark = element("td"), name = element("th", one.genre);
    sample.setAttribute("viewBox", "0 0 1000 1000");
    sample.setAttribute("preserveAspectRatio", "none");
    sample.append(line([.5, .5], one));
    mark.append(sample);
    name.scope = "row";
    row.append(mark, name, element("td"), element("td"));
    return row;
  }

  go(to) {
    this.at = Math.max(0, Math.min(this.steps.length, to));
    this.slider.value = this.at;
    this.steps.forEach((step, i) => {
      step.classList.toggle("ahead", i >= this.at);
      step.classList.toggle("here", i === this.at - 1);
    });
    this.now.style.left = `${100 * this.at / this.steps.length}%`;
    const told = this.data.lines.map(({ genre, values }, i) => {
      const moved = this.at ? Math.round(100 * values[this.at]) - Math.round(100 * values[this.at - 1]) : 0;
      const [, , here, change] = this.rows.children[i].children;
      here.textContent = percent(values[this.at]);
      change.textContent = moved ? `${moved > 0 ? "+" : "−"}${Math.abs(moved)}` : "";
      return `${genre} ${percent(values[this.at])}`;
    });
    const step = this.at ? this.steps[this.at - 1] : null;
    const where = step ? `${this.at} of ${this.steps.length}, ${step.textContent.slice(0, 60)}` : "nothing read";
    this.slider.setAttribute("aria-valuetext", `${where}: ${told.join(", ")}`);
    if (step) this.keepInSight(step);
  }

  keepInSight(step) {
    const top = step.offsetTop, bottom = top + step.offsetHeight;
    if (top < this.text.scrollTop || bottom > this.text.scrollTop + this.text.clientHeight) this.text.scrollTop = top - 40;
  }

  play() {
    if (this.at === this.steps.length) this.go(0);
    this.button.textContent = "Pause";
    this.timer = setInterval(() => {
      if (!this.root.isConnected) return this.pause();
      this.go(this.at + 1);
      if (this.at === this.steps.length) this.pause();
    }, PACE[this.data.unit]);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.button.textContent = "Play";
  }

  listen() {
    const across = (event) => {
      const box = this.field.getBoundingClientRect();
      this.go(Math.round((event.clientX - box.left) / box.width * this.steps.length));
    };
    this.button.addEventListener("click", () => (this.timer ? this.pause() : this.play()));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.go(Number(this.slider.value));
    });
    this.text.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]");
      if (!step) return;
      this.pause();
      this.go(Number(step.dataset.step));
    });
    this.field.addEventListener("pointerdown", (event) => {
      this.pause();
      this.field.setPointerCapture(event.pointerId);
      across(event);
    });
    this.field.addEventListener("pointermove", (event) => this.field.hasPointerCapture(event.pointerId) && across(event));
  }
}
