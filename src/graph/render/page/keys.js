
// What keys do. Those typed into a field are its own, but for Escape.
const keys = (() => {
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const listen = (actions) => {
    const simple = {
      "/": () => filter.search.focus(),
      "?": actions.help,
      p: () => filter.problems.click(),
      t: actions.theme,
      Escape: actions.leave,
    };

    const onNode = (event, id) => {
      if (event.key === "Enter" || event.key === " ") actions.select(id);
      else if (event.key === "f") filter.focus(id);
      else if (arrows[event.key]) picture.nodes.get(picture.next(id, ...arrows[event.key]))?.focus();
      else return false;
      return true;
    };

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("dialog")) return;
      if (event.target.closest("input:not([type=checkbox]), select") && event.key !== "Escape") return;
      const node = event.target.closest(".node");
      if (node && onNode(event, node.dataset.id)) event.preventDefault();
      else if (simple[event.key]) {
        simple[event.key]();
        event.preventDefault();
      }
    });
  };

  return { listen };
})();
