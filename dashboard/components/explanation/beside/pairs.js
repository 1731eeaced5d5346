// Two bars for each genre, a model's over another's. Names are data: they reach the page by textContent only.

function row({ genre, first, second, shares, told, color }) {
  const made = document.createElement("tr"), name = document.createElement("th");
  const track = document.createElement("td"), numbers = document.createElement("td");
  name.textContent = genre;
  name.scope = "row";
  made.title = told;
  for (const share of [first, second]) {
    const bar = document.createElement("i");
    bar.style.width = `${100 * share}%`;
    track.append(bar);
  }
  track.lastChild.style.backgroundColor = color;
  for (const share of shares) {
    const number = document.createElement("span");
    number.textContent = share;
    numbers.append(number);
  }
  made.append(name, track, numbers);
  return made;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pairs");
  const [shown, folded] = root.querySelectorAll("tbody");
  root.querySelector("caption").textContent = data.caption;
  shown.replaceChildren(...data.shown.map(row));
  folded.replaceChildren(...data.folded.map(row));
  root.querySelector("details").hidden = !data.folded.length;
  root.querySelector("summary").textContent = data.more;
}
