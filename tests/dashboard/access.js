// What is wrong with the page for whoever does not see it, or has no mouse: a list of sentences, empty if nothing is.
(() => {
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const told = (element) => {
    const own = element.id ? `#${element.id}` : (element.dataset?.id ?? element.textContent.trim().slice(0, 30));
    return `${element.tagName.toLowerCase()} ${own}`;
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const wrong = (words, elements) => found.push(...elements.map((one) => `${told(one)}: ${words}`));

  const texts = (ids) => (ids ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = (element) =>
    (element.getAttribute("aria-label") || texts(element.getAttribute("aria-labelledby")).trim() ||
      [...(element.labels ?? [])].map((label) => label.textContent).join(" ").trim() ||
      (element.matches("input, select") ? "" : element.textContent)).trim();

  // Everything that can be used has a name.
  const used = "button, a[href], input, select, textarea, summary, [role=button], [role=tab]";
  wrong("has no name", all(used).filter((one) => shown(one) && !name(one)));
  wrong("has no name", all("aside, dialog, [role=tablist], [role=tabpanel], [role=search], nav").filter((one) => !name(one)));
  wrong("is within something that can be used", all(used).filter((one) => one.parentElement.closest(used)));
  wrong("has a role that hides what is in it", all("[role=img] [tabindex], [aria-hidden=true] [tabindex]"));

  // Ids.
  const seen = new Set();
  for (const element of all("[id]")) {
    if (seen.has(element.id)) wrong("has an id that another has, too", [element]);
    seen.add(element.id);
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
    const lost = (one) => one.getAttribute(attribute).split(" ").some((id) => !document.getElementById(id));
    wrong(`its ${attribute} leads nowhere`, all(`[${attribute}]`).filter(lost));
  }

  // Language, landmarks, headings.
  if (!document.documentElement.lang) found.push("the page has no language");
  if (!document.title) found.push("the page has no title");
  if (all("main").length !== 1) found.push("there is not one main");
  if (all("h1").filter(shown).length !== 1) found.push("there is not one first heading");
  const outside = (one) => shown(one) && !one.closest("main, header, nav, aside, dialog, [role=alert], [role=status]");
  wrong("is in no landmark", all("body *").filter((one) => one.childElementCount === 0 && one.textContent.trim() && outside(one) && !one.matches("script, style, title")));
  let before = 0;
  for (const heading of all("h1, h2, h3, h4").filter(shown)) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) wrong(`comes after a heading of level ${before}`, [heading]);
    before = level;
  }

  // Keyboard.
  wrong("is before others in the order of keys", all("[tabindex]").filter((one) => one.tabIndex > 0));
  wrong("can be clicked, and not be reached", all("#picture .node").filter((one) => one.tabIndex < 0));

  // Tabs, tables, the picture.
  wrong("is no tab", all("[role=tablist] > *").filter((one) => one.getAttribute("role") !== "tab"));
  if (all("[role=tab][aria-selected=true]").length !== 1) found.push("there is not one chosen tab");
  wrong("has no scope", all("th:not([scope])"));
  const sentence = (one) => one.getAttribute("aria-label")?.split(" ").length >= 3;
  wrong("has no sentence", all("#picture .edge[data-id]").filter((one) => !sentence(one)));
  const listed = new Set(all("#words li").map((one) => one.textContent));
  wrong("does not stand in the list", all("#picture .edge[data-id]").filter((one) => !listed.has(one.getAttribute("aria-label"))));

  // Contrast, of colours as they come out one upon the other.
  const colour = (text) => {
    const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    const [red, green, blue, alpha = 1] = text.startsWith("color(srgb") ? numbers.map((one, at) => (at < 3 ? one * 255 : one)) : numbers;
    return [red, green, blue, alpha];
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
  const light = (rgb) => {
    const [red, green, blue] = rgb.map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(colour(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  // Of shapes that hold the middle of a text, the last one that is drawn before it.
  const drawn = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const holds = (shape) => {
      const own = shape.getBoundingClientRect();
      const isBefore = shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
      return isBefore && own.left <= x && x <= own.right && own.top <= y && y <= own.bottom;
    };
    const fills = [...text.closest("svg").querySelectorAll("rect")].filter(holds).map((one) => getComputedStyle(one));
    const layers = fills.filter((one) => one.fill !== "none").map((one) => {
      const [red, green, blue, alpha] = colour(one.fill);
      return [red, green, blue, alpha * Number(one.fillOpacity)];
    });
    return layers.reduce((below, top) => over(top, below), ground(text.closest("div")));
  };
  const isText = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  for (const element of all("body *").filter((one) => isText(one) && shown(one) && !one.matches("script, style, title, desc, option"))) {
    const style = getComputedStyle(element);
    const inSvg = element instanceof SVGElement;
    if (element.disabled || style.opacity !== "1" || element.closest(".dim, .unheard #picture")) continue;
    const below = inSvg ? drawn(element) : ground(element);
    const own = over(colour(inSvg ? style.fill : style.color), below);
    const is = contrast(own, below);
    if (is < 4.5) wrong(`contrast ${is.toFixed(2)} of ${style[inSvg ? "fill" : "color"]} on ${below.slice(0, 3).map(Math.round)}`, [element]);
  }
  return [...new Set(found)];
})();
