// On a narrow window the sidebar lies over the page: it closes when a page has been chosen. Who opens it by keyboard goes
// on in it, and who closes it where it opens: Streamlit leaves them at the top of the page.
export default function () {
  const later = (place, act) => setTimeout(() => act(document.querySelector(place)), 150);
  const focus = (element) => element?.focus();
  const heard = (event) => {
    const on = (name) => event.target.closest(`[data-testid="${name}"]`);
    if (on("stExpandSidebarButton")) later('[data-testid="stSidebarNavLink"]', focus);
    if (on("stSidebarCollapseButton")) later('[data-testid="stExpandSidebarButton"]', focus);
    if (on("stSidebarNavLink") && window.innerWidth < 768)
      later('[data-testid="stSidebarCollapseButton"] button', (button) => button?.click());
  };
  document.addEventListener("click", heard);
  return () => document.removeEventListener("click", heard);
}
