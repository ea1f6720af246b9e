// What the browser lends the program: a screen of rows, keys, clicks, a clock, files. It decides nothing.
const began = performance.now();
const now = () => (performance.now() - began) * 1000;
const names = { ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down", Escape: "Esc", " ": "Space" };
const plainKeys = /^(Enter|Backspace|Delete|Home|End|PageUp|PageDown|F2|F4|F9)$/;
const MOST = 64 << 20;
let wasm, program, timer, cell = [8, 20], size = [0, 0], words = {}, shown = {}, styles;
// Every call since the beginning, to be made again after a fault.
let calls = [];

const give = (text) => {
  const bytes = new TextEncoder().encode(text), at = program.room(bytes.length);
  new Uint8Array(program.memory.buffer, at, bytes.length).set(bytes);
};
const take = (length) => new TextDecoder().decode(new Uint8Array(program.memory.buffer, program.answered(), length));
const make = ({ name, text, args }) => {
  if (text !== undefined) give(text);
  program[name](...args);
};
// Tells the program something, and shows what comes of it.
const tell = (name, text, ...args) => {
  if (!program) return;
  const call = { name, text, args };
  try {
    make(call);
    calls.push(call);
    show();
  } catch (fault) { restart(fault); }
};
// A fault ends the program, not the page: a new one is told everything again, but for what broke it.
const restart = async (fault) => {
  const said = (() => { try { return take(program.last_words()); } catch { return String(fault); } })();
  const before = calls;
  calls = [];
  try {
    program = (await WebAssembly.instantiate(wasm)).exports;
    for (const call of before) { make(call); calls.push(call); }
    program.resize(...size);
    shown = {};
    show({ silent: true });
  } catch { return load(calls[0] ?? before[0]); }
  $("notice").textContent = `${words.PAGE_FAULT} ${said}`;
  document.body.dataset.faults = +(document.body.dataset.faults ?? 0) + 1;
};

const fits = () => {
  const screen = $("screen");
  const big = innerWidth >= 1100;
  cell = measure(screen, big ? 120 : 80, 17);
  const columns = Math.max(60, Math.floor(screen.clientWidth / cell[0]));
  const room = innerHeight - screen.getBoundingClientRect().top - scrollY - $("steer").offsetHeight - 40;
  size = [columns, Math.max(24, Math.floor(room / cell[1]))];
};
const show = ({ silent } = {}) => {
  const news = JSON.parse(take(program.draw()));
  for (const [number, fore, back, bold] of news.looks) {
    styles.insertRule(`.l${number}{color:${fore};background:${back}${bold ? ";font-weight:bold" : ""}}`, styles.cssRules.length);
  }
  const screen = $("screen");
  for (const [y, runs] of news.rows) {
    while (screen.children.length <= y) screen.append(put("div"));
    paint(screen.children[y], runs);
  }
  while (screen.children.length > size[1]) screen.lastChild.remove();
  $("cursor")?.remove();
  if (news.cursor) {
    const [x, y] = news.cursor;
    const mark = screen.children[y].appendChild(put("span"));
    mark.id = "cursor";
    Object.assign(mark.style, { left: `${x * cell[0]}px`, top: `${y * cell[1]}px` });
  }
  if (news.words) speak(news);
  const was = shown;
  shown = { ...was, ...news, linear: news.linear ?? was.linear };
  if (news.linear || news.typing !== was.typing) sayIt(shown);
  if (news.title !== was.title || news.words) document.title = $("title").textContent = news.title ? `sockscope: ${news.title}` : "sockscope";
  $("about").textContent = news.film ? news.simulated ? words.PAGE_FILM_SIMULATED : words.PAGE_FILM : words.PAGE_SIMULATED;
  $("leave").hidden = !news.film;
  for (const id of ["freeze", "release", "calls", "course"]) $(id).hidden = news.film;
  $("freeze").textContent = news.frozen ? words.PAGE_OPEN : words.PAGE_FREEZE;
  screen.setAttribute("aria-busy", String(news.busy));
  document.body.dataset.shown = +(document.body.dataset.shown ?? 0) + 1;
  if (news.title && !was.title) performance.mark("first");
  if (!silent) news.wants.forEach(grant);
  clearTimeout(timer);
  const due = program.wake();
  if (due >= 0) timer = setTimeout(() => tell("tick", undefined, now()), Math.min(2 ** 31 - 1, Math.max(0, (due - now()) / 1000)));
};
const sayIt = ({ linear, typing }) => {
  showWords(linear, words.PAGE_NO_SEGMENTS);
  $("notice").textContent = linear.notice;
  $("comes").textContent = linear.next && `${words.PAGE_COMES} ${linear.next}`;
  showAsks(linear.asks, words.TUI_QUESTION, "", (index) => tell("choose", undefined, index, now()));
  $("close").hidden = !linear.asks && !typing;
};
const speak = (news) => {
  words = news.words;
  document.documentElement.lang = news.lang;
  const texts = { "screen-how": "SCREEN_HOW", back: "BACK", next: "NEXT", release: "RELEASE", calls: "CALLS", course: "COURSE",
    close: "CLOSE", save: "SAVE", load: "LOAD", leave: "LEAVE", plain: "IN_WORDS", language: "LANGUAGE", "segments-title": "SEGMENTS" };
  for (const [id, key] of Object.entries(texts)) $(id).textContent = words["PAGE_" + key];
  $("steer").setAttribute("aria-label", words.PAGE_STEER);
  $("screen").setAttribute("aria-label", words.PAGE_SCREEN);
  $("typing").querySelector("label").textContent = words.PAGE_LINE;
  $("ends").caption.textContent = words.PAGE_STATES;
};
// What only the browser can do.
const grant = async (want) => {
  if (want.want === "lesson") {
    try {
      const text = await get(`${want.folder}/${want.id}.json`);
      tell("lesson", `${want.id}\n${text}`, now());
    } catch (why) { failed(why); }
  } else if (want.want === "recording") {
    save(want.name, take(program.recording()));
  } else if (want.want === "file") save(want.name, want.text);
  else if (want.want === "forget") keep(() => localStorage.removeItem("sockscope"));
  else if (want.want === "keep") {
    const line = JSON.stringify({ at: Math.floor(Date.now() / 1000), ...want.deed });
    keep(() => localStorage.setItem("sockscope", (localStorage.getItem("sockscope") ?? "") + line + "\n"));
  }
};
// A browser may keep nothing for a page: then nothing is kept.
const keep = (act) => { try { return act(); } catch { return null; } };
const save = (name, text) => {
  const link = put("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
const get = async (file) => {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.text();
};
const failed = (why) => { $("notice").textContent = `${words.PAGE_NOT_LOADED ?? "sockscope:"} ${why.message}`; };
const read = async (file) => {
  if (!file) return;
  if (file.size > MOST) { $("notice").textContent = words.PAGE_TOO_LONG; return; }
  tell("film", `${file.name.replaceAll("\n", " ")}\n${await file.text()}`, now());
  $("screen").focus();
};
const key = (name) => tell("key", name, now());

addEventListener("keydown", (event) => {
  const own = event.target.closest("button, input, select, summary");
  if (own || event.altKey || event.metaKey) return;
  // Tab and the browser's own keys stay the browser's.
  const name = event.ctrlKey ? (event.key === " " ? "Tab" : null)
    : names[event.key] ?? (event.key.length === 1 || plainKeys.test(event.key) ? event.key : null);
  if (!name) return;
  event.preventDefault();
  key(name);
});
addEventListener("paste", (event) => {
  if (event.target.closest("input")) return;
  tell("paste", event.clipboardData.getData("text/plain"));
});
$("screen").onclick = (event) => {
  const box = $("screen").getBoundingClientRect();
  tell("click", undefined, Math.floor((event.clientX - box.left) / cell[0]), Math.floor((event.clientY - box.top) / cell[1]), now());
};
const keysOf = { back: "Left", next: "Enter", freeze: "f", release: "r", calls: "c", course: "e", close: "Esc", language: "F2" };
for (const [id, name] of Object.entries(keysOf)) {
  $(id).onclick = () => {
    // What stands in front takes the keys: it goes away first, unless they are for it.
    if (id !== "close" && id !== "next" && !$("close").hidden) key("Esc");
    key(name);
    if (id === "calls" || id === "course") $("asks").querySelector("button")?.focus();
  };
}
$("leave").onclick = () => tell("leave", undefined, now());
$("save").onclick = () => save("sockscope.jsonl", take(program.recording()));
$("load").onclick = () => $("file").click();
$("file").onchange = () => { read($("file").files[0]); $("file").value = ""; };
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => { event.preventDefault(); read(event.dataTransfer.files[0]); });
$("asks").onsubmit = (event) => event.preventDefault();
$("typing").onsubmit = (event) => {
  event.preventDefault();
  if (!$("line").value.trim()) return;
  if (!shown.typing) { if (!$("close").hidden) key("Esc"); key("p"); }
  tell("paste", $("line").value);
  key("Enter");
  if (shown.typing) key("Esc");
  $("line").value = "";
};
$("plain").onclick = () => {
  const plain = document.body.classList.toggle("plain");
  $("plain").setAttribute("aria-pressed", String(plain));
  resize();
};
const resize = () => { if ($("screen").clientWidth) { fits(); tell("resize", undefined, ...size); } };
addEventListener("resize", resize);

const load = async (start) => {
  try {
    const [source, index] = await Promise.all([
      wasm ?? fetch("sockscope.wasm").then((response) => {
        if (!response.ok) throw new Error(`sockscope.wasm: ${response.status}`);
        return response.arrayBuffer();
      }).then((bytes) => WebAssembly.compile(bytes)),
      start ? null : get("course.json"),
    ]);
    wasm = source;
    program = (await WebAssembly.instantiate(wasm)).exports;
    if ($("screen").clientWidth) fits(); else size = [80, 24];
    const want = new URLSearchParams(location.search), wanted = (name) => want.get(name) ?? "";
    const light = matchMedia("(prefers-color-scheme: light)").matches;
    const text = start?.text ?? JSON.stringify({
      ...JSON.parse(index), progress: keep(() => localStorage.getItem("sockscope")) ?? "",
      lang: wanted("lang") || navigator.language, lesson: wanted("lesson"), step: wanted("step"), role: wanted("role"),
      theme: light ? "light" : "dark",
    });
    const seed = /^\d+$/.test(wanted("seed")) ? +wanted("seed") >>> 0 : Math.floor(Math.random() * 2 ** 32);
    calls = [];
    shown = {};
    tell("start", text, ...size, start?.args[2] ?? seed);
    // By now the buttons have their texts, and take their room.
    resize();
    $("screen").focus();
  } catch (why) { failed(why); }
};
styles = document.styleSheets[1];
load();
