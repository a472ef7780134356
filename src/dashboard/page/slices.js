
// Work in slices that are short enough for a hand, a wheel or a key to come in between.
const slices = (() => {
  const most = 8;

  /** Calls `act` again and again while it says that there is more; what it returns ends that. */
  const run = (act) => {
    let timer = null;
    const work = () => {
      const end = performance.now() + most;
      let more = true;
      while (more && performance.now() < end) more = act();
      timer = more ? setTimeout(work) : null;
    };
    timer = setTimeout(work);
    return () => clearTimeout(timer);
  };

  const ends = new WeakMap();

  /** Fills a place with what `make` makes of each of these, in place of what it was filled with before. */
  const fill = (place, all, make) => {
    ends.get(place)?.();
    place.replaceChildren();
    let at = 0;
    const next = () => {
      if (at >= all.length) return false;
      place.append(make(all[at]));
      at += 1;
      return true;
    };
    // What is short is there at once.
    while (at < 100 && next());
    ends.set(place, at < all.length ? run(next) : null);
  };

  return { run, fill };
})();
