// What a page writes into its own address (model, plot, genre) takes the place of the entry: Back leads to the page before.
export default function () {
  const push = history.pushState;
  history.pushState = function (state, title, url) {
    const same = new URL(url ?? "", document.baseURI).pathname === location.pathname;
    return (same ? history.replaceState : push).call(history, state, title, url);
  };
  return () => { history.pushState = push; };
}
