const film = JSON.parse($("film").textContent);
const told = Object.fromEntries(film.told.map(([code, , told]) => [code, told]));
const last = film.first + told[film.lang].frames.length - 1;
const want = new URLSearchParams(location.search).get("lang");
const state = { lang: told[want] ? want : film.lang, at: film.first, asked: new Set(), question: null, timer: null };
// For each language the parts of each frame, two a row, put together when they are first wanted.
const frames = {};
const partsOf = (lang) => frames[lang] ??= (() => {
  let parts = [];
  return told[lang].frames.map((changes) => {
    parts = parts.slice();
    for (let i = 0; i < changes.length; i += 2) parts[changes[i]] = changes[i + 1];
    return parts;
  });
})();
const after = (at) => film.moments.find((moment) => moment > at) ?? last;
const before = (at) => film.moments.findLast((moment) => moment < at) ?? film.first;

const show = () => {
  const now = told[state.lang], index = state.at - film.first;
  const [caption, ends, segments] = now.moments[index];
  const [heading, text] = now.captions[caption];
  const parts = partsOf(state.lang)[index], screen = $("screen");
  while (screen.childElementCount * 2 < parts.length) screen.append(put("div", "", put("b"), put("b")));
  parts.forEach((part, place) => {
    const shown = screen.children[place >> 1].children[place & 1];
    if (shown.part === part) return;
    shown.part = part;
    paint(shown, film.parts[part].map((run) => film.runs[run]));
  });
  const both = ends.map((end, at) => ({ who: now.who[at], peer: film.peers[at], sockets: film.ends[end] }));
  showWords({ heading, text, ends: both, segments: now.segments[segments] }, now.words.PAGE_NO_SEGMENTS);
  const from = state.at > film.first ? before(state.at) + 1 : film.first;
  list($("happened"), now.moments.slice(from - film.first, index + 1).map((moment) => moment[3]));
  const question = state.question === null ? null : now.asks[state.question];
  showAsks(question?.asks, now.words.TUI_QUESTION, now.words.PAGE_SKIP, answer);
  $("at").value = state.at;
  $("where").textContent = `${now.words.PAGE_EVENT} ${state.at} ${now.words.PAGE_OF} ${last}`;
  $("at").setAttribute("aria-valuetext", $("where").textContent);
  $("first").disabled = $("back").disabled = state.at === film.first;
  $("next").disabled = $("last").disabled = state.at === last;
  $("play").textContent = state.timer ? now.words.PAGE_STOP : now.words.PAGE_PLAY;
  $("play").setAttribute("aria-pressed", String(!!state.timer));
  document.body.dataset.at = state.at;
};
const speak = () => {
  const now = told[state.lang], words = now.words;
  document.documentElement.lang = state.lang;
  document.title = $("title").textContent = `sockscope: ${now.title}`;
  $("about").textContent = now.about;
  const texts = { first: "FIRST", back: "BACK", next: "NEXT", last: "LAST", plain: "IN_WORDS", language: "LANGUAGE",
    "happened-title": "HAPPENED", "segments-title": "SEGMENTS", keys: "KEYS" };
  for (const [id, key] of Object.entries(texts)) $(id).textContent = words["PAGE_" + key];
  $("questions").nextElementSibling.textContent = words.PAGE_QUESTIONS;
  $("steer").setAttribute("aria-label", words.PAGE_STEER);
  $("at").setAttribute("aria-label", words.PAGE_EVENT);
  $("ends").caption.textContent = words.PAGE_STATES;
  $("all").querySelector("summary").textContent = words.PAGE_ALL;
  list($("all").querySelector("ol"), now.moments.map((moment) => moment[3]));
  $("all").querySelector("ol").start = film.first;
  $("lang").value = state.lang;
  $("notice").textContent = "";
  show();
};
const go = (at) => {
  state.at = Math.max(film.first, Math.min(last, at));
  // Between two pictures stands the one before.
  if (film.only) state.at = film.moments.findLast((moment) => moment <= state.at) ?? film.first;
  state.question = null;
  $("notice").textContent = "";
  show();
};
// One moment on, unless a question comes before it.
const next = () => {
  if (state.question !== null || state.at === last) return stop();
  const to = after(state.at);
  const found = $("questions").checked
    ? told[state.lang].asks.findIndex(({ seq }) => seq > state.at && seq <= to && !state.asked.has(seq)) : -1;
  if (found < 0) return go(to);
  stop();
  state.question = found;
  show();
  $("asks").querySelector("button").focus();
};
const answer = (given) => {
  if (state.question === null) return;
  const { seq, answer, right, wrong, skipped } = told[state.lang].asks[state.question];
  state.asked.add(seq);
  go(Math.max(seq, after(state.at)));
  $("notice").textContent = given === null ? skipped : given === answer ? right : wrong;
  $("next").focus();
};
const stop = () => {
  clearInterval(state.timer);
  state.timer = null;
  show();
};
const play = () => {
  if (state.timer) return stop();
  state.timer = setInterval(next, 2500);
  next();
};
const speakOther = () => {
  const codes = film.told.map(([code]) => code);
  state.lang = codes[(codes.indexOf(state.lang) + 1) % codes.length];
  speak();
};
const keys = { ArrowRight: next, ArrowLeft: () => go(before(state.at)), Home: () => go(film.first), End: () => go(last),
  " ": next, Enter: next, a: play, g: speakOther };
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const choices = state.question === null ? 0 : told[state.lang].asks[state.question].asks.choices.length;
  // What has the focus keeps the keys that are its own.
  const own = event.target.closest("button, select, input, summary");
  if (event.key >= "1" && event.key <= String(choices)) answer(event.key - 1);
  else if (event.key === "Escape" && choices) answer(null);
  else if (!keys[event.key] || (own && !(own.tagName === "BUTTON" && event.key.startsWith("Arrow")))) return;
  else keys[event.key]();
  event.preventDefault();
});
for (const [id, act] of Object.entries({ first: keys.Home, back: keys.ArrowLeft, next, last: keys.End, play })) $(id).onclick = act;
$("at").min = film.first;
$("at").max = last;
$("at").oninput = () => { const to = +$("at").value; stop(); go(to); };
$("plain").onclick = () => {
  const plain = document.body.classList.toggle("plain");
  $("plain").setAttribute("aria-pressed", String(plain));
  fit();
};
for (const [code, name] of film.told) $("lang").append(Object.assign(put("option", name), { value: code }));
$("lang").onchange = () => { state.lang = $("lang").value; speak(); };
$("asks").onsubmit = (event) => event.preventDefault();
const fit = () => { if ($("screen").clientWidth) measure($("screen"), 120, 17); };
addEventListener("resize", fit);
addEventListener("beforeprint", () => { $("all").open = true; });
speak();
fit();
