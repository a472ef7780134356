
// What the cluster tells of one thing, below what the picture has.
(() => {
  const element = panel.element;

  const section = ({ title, lines }, open) => {
    const box = element("details");
    const all = element("ul");
    all.append(...lines.map((line) => element("li", line)));
    box.open = open;
    box.append(element("summary", `${title} (${lines.length})`), all);
    return box;
  };

  panel.onOpen(async (id, place) => {
    const answer = await fetch(`/node?id=${encodeURIComponent(id)}`);
    if (!answer.ok) return;
    const told = await answer.json();
    place.replaceChildren(...told.sections.map((one, at) => section(one, at < 3)));
    if (told.commands.length) {
      place.append(element("h3", "The same in a terminal"));
      place.append(...told.commands.map((line) => element("code", line)));
    }
    if (told.yaml) {
      const box = element("details");
      box.append(element("summary", "YAML"), element("pre", told.yaml));
      place.append(box);
    }
  });
})();
