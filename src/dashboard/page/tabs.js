
// One section at a time.
const tabs = (() => {
  const buttons = [...document.querySelectorAll("[data-tab]")];
  const sections = [...document.querySelectorAll("[data-of]")];
  const entered = [];

  const show = (name) => {
    for (const button of buttons) button.setAttribute("aria-selected", button.dataset.tab === name);
    for (const section of sections) section.hidden = section.dataset.of !== name;
    filter.keep({ tab: name === sections[0].dataset.of ? "" : name });
    for (const act of entered) act(name);
  };

  /** Shows what was shown before the page was loaded anew. */
  const recall = () => {
    const name = filter.address().get("tab");
    if (sections.some((section) => section.dataset.of === name)) show(name);
  };

  /** Called with the name of the section that is shown now. */
  const onEnter = (act) => entered.push(act);

  const isShown = (name) => !sections.find((section) => section.dataset.of === name).hidden;

  for (const button of buttons) {
    button.addEventListener("click", () => show(button.dataset.tab));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const next = buttons[(buttons.indexOf(button) + step + buttons.length) % buttons.length];
      next.focus();
      next.click();
      event.stopPropagation();
    });
  }
  return { show, recall, onEnter, isShown };
})();
