// The arrow keys go from tab to tab, and Enter or Space opens one. Streamlit opens each on the way: a slow one holds the page,
// and the answer to an earlier key takes back the tab that a later one has chosen.
const PAUSE = 100, LONGEST = 10_000; // milliseconds

const tabsOf = (list) => [...list.querySelectorAll('[role="tab"]')];
const lists = () => [...document.querySelectorAll('[role="tablist"]')];

let waiting; // for an answer of Streamlit's, which calls the function below again
const leave = () => clearInterval(waiting);

// A tab that a key has reached or opened gets the focus back when drawing the page has taken it.
const hold = (tab) => {
  leave();
  const list = tab.closest('[role="tablist"]');
  const which = lists().indexOf(list), at = tabsOf(list).indexOf(tab), until = performance.now() + LONGEST;
  waiting = setInterval(() => {
    if (document.activeElement === document.body) tabsOf(lists()[which] ?? list)[at]?.focus({ preventScroll: true });
    if (performance.now() > until) leave();
  }, PAUSE);
};

export default function () {
  const heard = (event) => {
    leave();
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Enter" || event.key === " ") return hold(tab);
    const tabs = tabsOf(tab.closest('[role="tablist"]'));
    const at = tabs.indexOf(tab), count = tabs.length;
    const next = { ArrowRight: (at + 1) % count, ArrowLeft: (at + count - 1) % count, Home: 0, End: count - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    tabs[next].focus();
    hold(tabs[next]);
  };

  document.addEventListener("keydown", heard, true);
  document.addEventListener("pointerdown", leave, true);
  return () => {
    document.removeEventListener("keydown", heard, true);
    document.removeEventListener("pointerdown", leave, true);
  };
}
