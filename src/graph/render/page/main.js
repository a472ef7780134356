
// Puts it all together.
const page = (() => {
  const dialog = document.getElementById("keys");
  const themes = ["", "light", "dark"];
  let theme = Math.max(0, themes.indexOf(filter.address().get("colours") ?? ""));
  let selected = null;

  const select = (id) => {
    selected = id;
    picture.select(id);
    panel.open(id);
  };

  /** Back to the whole picture, and to where one was in it. */
  const leave = () => {
    panel.close();
    picture.select(null);
    filter.clear();
    if (selected) picture.nodes.get(selected)?.focus();
    selected = null;
  };

  const actions = {
    select,
    leave,
    help: () => dialog.showModal(),
    theme: () => {
      theme = (theme + 1) % themes.length;
      picture.setTheme(themes[theme]);
      filter.keep({ colours: themes[theme] });
    },
  };

  picture.place.addEventListener("click", (event) => {
    const node = event.target.closest(".node");
    if (node) select(node.dataset.id);
  });
  panel.place.addEventListener("leave", leave);
  document.getElementById("help").addEventListener("click", actions.help);
  document.getElementById("theme").addEventListener("click", actions.theme);
  keys.listen(actions);
  picture.setTheme(themes[theme]);

  return { select, selected: () => selected };
})();
