"use strict";
// Puts on a page what the program has drawn and said. It decides nothing.
const $ = (id) => document.getElementById(id);
const put = (tag, text, ...inside) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...inside);
  return element;
};
// Latin letters, lines and blocks are in every monospaced font; all else gets a cell of its own.
const ODD = /([^\u0000-\u024f\u2500-\u259f])/u;
// A text in pieces: a number says how many times the next one is repeated.
const whole = (pieces) => pieces.map((piece, at) => typeof piece === "number" ? "" : piece.repeat(at && typeof pieces[at - 1] === "number" ? pieces[at - 1] : 1)).join("");
const paint = (row, runs) => row.replaceChildren(...runs.map(([look, pieces]) => {
  const span = document.createElement("span");
  span.className = "l" + look;
  for (const part of whole(pieces).split(ODD)) span.append(ODD.test(part) ? put("i", part) : part);
  return span;
}));
// How big a cell is when so many columns fill the screen, at most `most` pixels; rows are whole pixels, so
// that lines meet.
const measure = (screen, columns, most) => {
  const probe = put("span", "M".repeat(100));
  screen.style.fontSize = "16px";
  screen.append(probe);
  const wide = probe.getBoundingClientRect().width / 100 / 16;
  probe.remove();
  const size = Math.min(most, Math.floor(screen.clientWidth / columns / wide * 4) / 4);
  const row = Math.round(size * 1.2);
  screen.style.fontSize = size + "px";
  screen.style.setProperty("--row", row + "px");
  return [wide * size, row];
};
const list = (element, lines) => element.replaceChildren(...lines.map((line) => put("li", line)));
// The screen in words: view/linear.rs has what each field means.
const showWords = ({ heading, text, ends, segments }, none) => {
  $("heading").textContent = heading;
  $("text").textContent = text;
  $("ends").tBodies[0].replaceChildren(...ends.map((end) => {
    const row = put("tr", "");
    const who = put("th", end.who);
    who.scope = "row";
    const stand = end.sockets.map(({ name, sign, state }) => {
      const socket = put("span", `${name} ${sign} ${state}`);
      Object.assign(socket.dataset, { peer: end.peer, name, state });
      return socket;
    });
    row.append(who, put("td", "", ...(stand.length ? stand : ["–"])));
    return row;
  }));
  list($("segments"), segments.length ? segments : [none]);
};
// A question or a menu as buttons; `choose` is told which was pressed.
const showAsks = (asks, title, skip, choose) => {
  const form = $("asks");
  form.hidden = !asks;
  if (!asks) return;
  form.querySelector("legend").textContent = title;
  form.querySelector("p").textContent = asks.what;
  form.querySelectorAll("button").forEach((button) => button.remove());
  const choices = asks.choices.map((choice, index) => [`${index + 1} ${choice}`, index]);
  if (skip) choices.push([skip, null]);
  for (const [text, index] of choices) {
    const button = put("button", text);
    button.type = "button";
    if (asks.at === index && index !== null) button.setAttribute("aria-current", "true");
    button.onclick = () => choose(index);
    form.firstElementChild.append(button);
  }
};
