// A radio button for each genre, drawn as a bar. Names are data: they reach the page by textContent only.

function part(kind, text) {
  const it = document.createElement("span");
  it.className = kind;
  it.textContent = text ?? "";
  return it;
}

function row(genre, data, pick) {
  const label = document.createElement("label");
  label.className = `${genre.given ? "given" : ""} ${genre.name === data.picked ? "picked" : ""}`;
  label.title = genre.told;
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "genre";
  input.value = genre.name;
  input.checked = genre.name === data.picked;
  input.setAttribute("aria-label", genre.told);
  input.addEventListener("change", () => {
    for (const other of label.getRootNode().querySelectorAll("label")) other.classList.toggle("picked", other === label);
    pick(genre.name);
  });
  const track = part("track");
  track.setAttribute("aria-hidden", "true");
  const bar = part("bar");
  bar.style.width = `${100 * genre.probability}%`;
  bar.style.background = genre.color;
  const threshold = part("threshold");
  threshold.style.left = `calc(${100 * genre.threshold}% - 1px)`;
  track.append(bar, threshold);
  label.append(input, part("name", genre.given ? `${genre.name} ✓` : genre.name), track, part("number", genre.number));
  return label;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const focused = parentElement.querySelector("input:focus")?.value;
  const [likely, folded] = parentElement.querySelectorAll(".rows");
  const details = parentElement.querySelector("details");
  const pick = (genre) => setTriggerValue("picked", genre);
  parentElement.querySelector("legend").textContent = data.legend;
  likely.replaceChildren(...data.likely.map((genre) => row(genre, data, pick)));
  folded.replaceChildren(...data.folded.map((genre) => row(genre, data, pick)));
  details.hidden = !data.folded.length;
  details.querySelector("summary").textContent = data.more;
  if (data.folded.some((genre) => genre.name === data.picked)) details.open = true;
  if (focused !== undefined) {
    for (const input of parentElement.querySelectorAll("input")) if (input.value === focused) input.focus();
  }
}
