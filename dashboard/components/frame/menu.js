// On a narrow window the sidebar lies over the page: it closes when a page has been chosen.
export default function () {
  const close = (event) => {
    if (!event.target.closest('[data-testid="stSidebarNavLink"]') || window.innerWidth >= 768) return;
    setTimeout(() => document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click(), 150);
  };
  document.addEventListener("click", close);
  return () => document.removeEventListener("click", close);
}
