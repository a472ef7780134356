
// Pictures of hundreds of things: what is far from the screen is an empty element, and all is drawn in slices.
const large = (() => {
  const { place, hollow } = picture;
  /** What is drawn at once. */
  const batch = 20;
  /** Of each element, in order: where it is, its text, itself. */
  let pieces = [];
  let total = 0;
  let drawing = null;
  /** What is there before all of it is the picture. */
  let coming = null;
  /** Those that look otherwise than they are to. */
  let wrong = new Set();
  /** From which height of the picture to which it is seen. */
  let seen = [0, 0];
  let isAtWork = false;
  let stop = () => {};
  let after = () => {};

  const screen = (screens) => {
    const { top, height } = drawing.getBoundingClientRect();
    const scale = drawing.viewBox.baseVal.height / (height || Infinity);
    const room = innerHeight * screens;
    return [(-top - room) * scale, (innerHeight - top + room) * scale];
  };

  const isIn = ([from, to], { box }) => !box || (box[1] <= to && box[1] + box[3] >= from);

  /** The element with nothing in it but, for a node, the place that it takes. */
  const shell = ({ box, text }) => {
    const head = text.slice(0, text.indexOf(">") + 1);
    if (!head.includes(" data-lane=")) return `${head}</g>`;
    const [x, y, width, height] = box;
    return `${head}<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none"/></g>`;
  };

  const make = (all) => {
    const full = all.map((piece) => isIn(seen, piece));
    const made = picture.elements(all.map((piece, at) => (full[at] ? piece.text : shell(piece))));
    all.forEach((piece, at) => {
      const old = piece.element;
      piece.element = made[at];
      if (!full[at]) hollow.add(made[at]);
      if (coming) {
        if (old) old.replaceWith(made[at]);
        else drawing.append(made[at]);
        picture.keep(made[at], coming);
      } else picture.replace(old, made[at]);
    });
  };

  const finish = () => {
    isAtWork = false;
    if (coming && pieces.length === total) {
      for (const old of [...place.children]) if (old !== drawing) old.remove();
      // It has the size that it had: nothing in it is set anew.
      drawing.classList.remove("coming");
      place.classList.remove("changes");
      picture.keepingFocus(() => picture.take(drawing, coming));
      coming = null;
      look();
    }
    if (isDone()) after();
  };

  const step = () => {
    const all = [];
    for (const piece of wrong) {
      all.push(piece);
      wrong.delete(piece);
      if (all.length === batch) break;
    }
    if (all.length) picture.keepingFocus(() => make(all));
    if (wrong.size) return true;
    finish();
    return false;
  };

  const work = () => {
    if (isAtWork || !wrong.size) return;
    isAtWork = true;
    stop = slices.run(step);
  };

  /** Fills what has come near, and empties what is far. */
  const look = () => {
    if (!drawing?.isConnected) return;
    seen = screen(1);
    const far = screen(3);
    for (const piece of pieces) {
      const isHollow = hollow.has(piece.element);
      if (piece.element && (isHollow ? isIn(seen, piece) : !isIn(far, piece))) wrong.add(piece);
    }
    work();
  };

  let asked = false;
  const soon = () => {
    if (asked || !drawing) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      look();
    });
  };

  /** The next picture is another one. */
  const end = () => {
    stop();
    isAtWork = false;
    if (coming && drawing) drawing.remove();
    place.classList.remove("changes");
    [pieces, total, drawing, coming] = [[], 0, null, null];
    wrong.clear();
  };

  /** A picture of so many elements begins. What is there stays until all of it has come. */
  const begin = (told) => {
    end();
    total = told.pieces;
    coming = { nodes: new Map(), edges: new Map(), labels: new Map() };
    drawing = picture.parsed(told.svg);
    const isFirst = !place.childElementCount;
    drawing.classList.toggle("coming", !isFirst);
    place.classList.toggle("changes", !isFirst);
    place.append(drawing);
    observer.disconnect();
    observer.observe(drawing);
    seen = screen(1);
  };

  const add = (told) => {
    for (const [box, text] of told) {
      const piece = { box, text, element: null };
      pieces.push(piece);
      wrong.add(piece);
    }
    work();
  };

  /** These of its elements are others now. */
  const change = (told) => {
    for (const [at, text] of told) {
      pieces[at].text = text;
      wrong.add(pieces[at]);
    }
    work();
  };

  const observer = new ResizeObserver(soon);
  addEventListener("scroll", soon, { passive: true });
  const isOn = () => Boolean(drawing);
  const isDone = () => !coming && !wrong.size;

  /** Called when all that was told is drawn. */
  const onDone = (act) => {
    after = act;
  };

  return { begin, add, change, end, isOn, isDone, onDone };
})();
