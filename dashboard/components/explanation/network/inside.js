// The network as boxes from top to bottom, its two ways side by side. Every text gets to the page as `textContent` alone.

function box({ name, size, told }) {
  const item = document.createElement("li");
  for (const [tag, text] of [["b", name], ["small", size], ["span", told]]) {
    const part = document.createElement(tag);
    part.textContent = text;
    item.append(part, " ");
  }
  return item;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".network");
  root.setAttribute("aria-label", data.label);
  const names = { start: "What goes in", lstm: "Through the LSTM", bag: "Through the bag of words", end: "Where both ways join" };
  for (const [part, label] of Object.entries(names)) {
    const list = root.querySelector(`.${part}`);
    list.setAttribute("aria-label", label);
    list.replaceChildren(...data[part].map(box));
  }
  root.querySelector(".ways").classList.toggle("one", !data.bag.length);
}
