// Show the whole passage of the card that a link asks for: #passage-<name>.
// Without this, the link still leads to where the passage begins.
(() => {
  const isAsked = (name) => location.hash === `#passage-${name}`;
  const show = () => {
    for (const run of document.querySelectorAll(".bw-passage")) {
      run.classList.toggle("bw-asked", run.dataset.cards.split(" ").some(isAsked));
    }
  };
  addEventListener("hashchange", show);
  show();
})();
