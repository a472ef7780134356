
// Which namespaces are not folded; it stands in the address.
const folds = (() => {
  const all = document.getElementById("unfolded");
  const key = "u";
  let changed = () => {};

  /** Namespaces with commas; `*` is all of them. */
  const open = () => filter.address().get("open") ?? "";
  const names = () => new Set(open().split(",").filter((name) => name && name !== "*"));

  const set = (value) => {
    const kept = filter.address();
    if (value) kept.set("open", value);
    else kept.delete("open");
    history.replaceState(null, "", `#${kept}`);
    all.checked = value === "*";
    changed();
  };

  /** Of a group its namespace, of what is in an unfolded one that one. */
  const place = (node) => (node?.kind === "group" ? node.name : names().has(node?.namespace) ? node.namespace : null);

  const toggle = (id) => {
    const namespace = place(data.nodes.get(id));
    if (!namespace) return;
    const now = names();
    if (!now.delete(namespace)) now.add(namespace);
    panel.close();
    set([...now].join());
  };

  /** Only where something is folded, or was, there is something to choose. */
  const refresh = () => {
    const isFolded = [...data.nodes.values()].some((node) => node.kind === "group");
    all.closest("label").hidden = !isFolded && !open();
  };

  /** Called when other namespaces are to be shown. */
  const onChange = (act) => {
    changed = act;
  };

  all.checked = open() === "*";
  all.addEventListener("change", () => set(all.checked ? "*" : ""));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key !== key) return;
    if (event.target.closest("input, select, dialog")) return;
    toggle(event.target.closest(".node")?.dataset.id ?? page.selected());
  });
  panel.onDraw((node) => {
    const namespace = place(node);
    if (!namespace) return [];
    const words = node.kind === "group" ? "Unfold" : `Fold ${namespace}`;
    const button = panel.element("button", `${words}   ${key}`);
    button.type = "button";
    button.id = "unfold";
    button.addEventListener("click", () => toggle(node.id));
    return [button];
  });
  const keys = document.querySelector("#keys dl");
  keys.append(panel.element("dt", key), panel.element("dd", "unfold a namespace, or fold it again"));
  return { open, onChange, refresh };
})();
