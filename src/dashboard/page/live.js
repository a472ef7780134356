
// Keeps the page as the cluster is.
(() => {
  const status = document.getElementById("live");
  const lost = document.getElementById("lost");
  const [view, focus, hops] = ["view", "focus", "hops"].map((id) => document.getElementById(id));
  const unseen = document.getElementById("unseen");
  let source = null;

  const say = (words, state) => {
    status.textContent = words;
    status.className = state;
  };

  /** The cluster is silent, or the program that tells of it. */
  const warn = (words) => {
    lost.hidden = !words;
    lost.textContent = words;
    document.documentElement.classList.toggle("unheard", Boolean(words));
  };

  /** Why there is no picture of what is asked for, until there is one. */
  let refusal = "";
  const refuse = (words) => {
    refusal = words;
    warn(words);
  };

  const drawn = () => {
    filter.refresh();
    folds.refresh();
    tables.findings();
    tables.words();
    panel.refresh();
  };

  /** Once for all that is told at a time. */
  let timer = null;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(drawn);
  };

  const on = {
    whole: (told) => {
      if (refusal) refuse("");
      data.set(told.graph);
      if (told.pieces) return large.begin(told);
      large.end();
      picture.draw(told.svg);
      drawn();
    },
    pieces: (told) => large.add(told.pieces),
    change: (told) => {
      data.change(told);
      if (!large.isOn()) picture.change(told.pieces);
      else if (told.pieces.length) return large.change(told.pieces);
      soon();
    },
    facts: (told) => {
      tables.facts(told);
      logs.apps(told.apps);
      unseen.hidden = !told.unseen || Boolean(told.lost);
      const things = told.unseen === 1 ? "1 thing" : `${told.unseen} things`;
      unseen.firstElementChild.textContent = `${things} could not be seen, so the picture may lack something.`;
      if (told.lost) {
        const since = new Date(told.lost.since).toLocaleTimeString();
        const stranger = `The cluster has not accepted who you are since ${since}: ${told.lost.why}. Log in again, then start daprk again.`;
        const silent = `The cluster has not answered since ${since}: ${told.lost.why}.`;
        warn(`${told.lost.isStranger ? stranger : silent} What you see is from before.`);
        say("no answer", "bad");
      } else {
        warn(refusal);
        say("live", "good");
      }
    },
    refused: (told) => refuse(`${told.words}.`),
  };

  const connect = () => {
    source?.close();
    const asked = { view: view.value, focus: focus.value.trim(), hops: hops.value, open: folds.open() };
    source = new EventSource(`/picture?${new URLSearchParams(asked)}`);
    for (const [name, act] of Object.entries(on)) {
      source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    }
    source.addEventListener("error", () => {
      say("not connected", "bad");
      warn("daprk does not answer. If it was stopped, start it again and open the link that it prints.");
      // A browser that was refused does not try again by itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
    });
  };

  const choose = () => {
    filter.keep({ view: view.value, focus: focus.value.trim(), hops: hops.value });
    refuse("");
    connect();
  };

  const kept = filter.address();
  view.value = kept.get("view") ?? "app";
  focus.value = kept.get("focus") ?? "";
  hops.value = kept.get("hops") ?? "1";
  for (const field of [view, focus, hops]) field.addEventListener("change", choose);
  unseen.querySelector("button").addEventListener("click", () => tabs.show("findings"));
  folds.onChange(connect);
  large.onDone(soon);
  tabs.onEnter((name) => (name === "logs" ? logs.start() : logs.stop()));
  tabs.recall();
  connect();
})();
