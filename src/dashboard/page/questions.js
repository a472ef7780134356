
// Questions of the tour, answered here: the page's server asks the cluster what is right.
const questions = (() => {
  const { element } = panel;
  /** By stop and place: a question keeps what was typed and told when the stop is drawn anew. */
  const made = new Map();

  const words = ({ right, answer, hint, words }) => {
    if (right) return "✔ Right.";
    if (answer) return `✖ No: it is ${answer}`;
    return hint ? `✖ No: ${hint}, and try again.` : `Not known: ${words}.`;
  };

  const ask = async (about, said, again) => {
    try {
      const answer = await fetch(`/answer?${new URLSearchParams({ ...about, said, again })}`);
      return answer.ok ? await answer.json() : { words: "there is no such question" };
    } catch {
      return { words: "daprk does not answer" };
    }
  };

  const form = (stop, { text }, question) => {
    const [box, label, field, send, told] = ["form", "label", "input", "button", "p"].map((name) => element(name));
    field.type = "text";
    field.id = `answer-${stop.number.replace(".", "-")}-${question}`;
    field.autocomplete = "off";
    label.htmlFor = field.id;
    label.textContent = text;
    send.textContent = "Answer";
    told.setAttribute("role", "status");
    told.id = `${field.id}-told`;
    field.setAttribute("aria-describedby", told.id);
    let wrong = false;
    let asking = false;
    box.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = field.value.trim();
      if (!said || asking) return;
      asking = true;
      told.textContent = "…";
      const answer = await ask({ stop: stop.number, question }, said, wrong);
      asking = false;
      wrong ||= Boolean(answer.hint);
      told.textContent = words(answer);
      told.className = answer.right ? "good" : "";
      field.setAttribute("aria-invalid", String(!answer.right));
    });
    box.append(label, field, send, told);
    return box;
  };

  /** The forms of a stop, each the same at every call. */
  const of = (stop) =>
    stop.questions.map((one, at) => {
      const key = `${stop.number} ${at}`;
      if (!made.has(key)) made.set(key, form(stop, one, at));
      return made.get(key);
    });

  return { of };
})();
