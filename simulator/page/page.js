"use strict";

/* Every phone of the simulator. The server streams who has phones and every text or call, again
 * whenever one changes; all that is shown is made from `phones` by `draw`. Text only ever enters
 * the page through textContent. */

const $ = (id) => document.getElementById(id);
const phones = new Map(); // number -> {number, name, role, kind, opted_out, texts: sid -> entry, last}
const links = new Map(); // number -> its link in the list
const bubbles = new Map(); // sid -> its bubble in the open thread
const roles = []; // in the order met, each with a colour of its own
const drafts = new Map(); // number -> what was typed and not sent
let run = ""; // of the server; what was read counts within one run
let read = {}; // number -> how many received texts were read
let open = ""; // number of the open thread
let drawing = false;

const TICKS = {
  accepted: "○ accepted", queued: "○ queued", sent: "✓ sent", delivered: "✓✓ delivered",
  undelivered: "✗ undelivered", failed: "✗ failed",
  "in-progress": "✓ picked up", completed: "✓✓ heard",
};

/* what is known */

function phone(number) {
  if (!phones.has(number)) {
    phones.set(number, { number, name: number, role: "", texts: new Map(), last: "" });
  }
  return phones.get(number);
}

function take(entry) {
  const owner = phone(isTyped(entry) ? entry.from : entry.to);
  owner.texts.set(entry.sid, entry);
  if (entry.at > owner.last) owner.last = entry.at;
}

const isTyped = (entry) => entry.direction === "inbound";
const isCall = (entry) => entry.sid.startsWith("CA");
const isLost = (entry) => ["undelivered", "failed"].includes(entry.status);
const isThere = (entry) => ["delivered", "completed"].includes(entry.status);
const earlier = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const inOrder = (owner) => [...owner.texts.values()].sort((a, b) => earlier(a.at, b.at));
const received = (owner) => [...owner.texts.values()].filter((e) => !isTyped(e) && isThere(e)).length;
const unread = (owner) => Math.max(0, received(owner) - (read[owner.number] || 0));

function remember() {
  if (!open || document.hidden) return;
  read[open] = received(phone(open));
  sessionStorage.setItem("read", JSON.stringify({ run, read }));
}

function recall(newRun) {
  const kept = JSON.parse(sessionStorage.getItem("read") || "{}");
  run = newRun;
  read = kept.run === run ? kept.read : {};
}

/* drawing, at most once a frame */

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    drawThread();
    remember();
    drawList();
  });
}

function drawList() {
  const focused = document.activeElement;
  const order = [...phones.values()].sort((a, b) => earlier(b.last, a.last));
  const rows = order.map((owner) => drawLink(owner).parentElement);
  if (rows.some((row, place) => $("phones").children[place] !== row)) {
    $("phones").replaceChildren(...rows);
    if (focused.isConnected) focused.focus();
  }
  const waiting = order.reduce((sum, owner) => sum + unread(owner), 0);
  document.title = waiting ? `(${waiting}) Phones` : "Phones";
}

function drawLink(owner) {
  const link = links.get(owner.number) || newLink(owner.number);
  const last = inOrder(owner).at(-1);
  const count = unread(owner);
  paintFace(link.querySelector(".face"), owner);
  say(link.querySelector("b"), owner.name);
  say(link.querySelector("small"), subtitle(owner));
  say(link.querySelector(".about span"), last ? preview(last) : "");
  say(link.querySelector("time"), owner.last ? clock(owner.last) : "");
  const badge = link.querySelector(".unread");
  say(badge, String(count));
  badge.hidden = count === 0;
  badge.setAttribute("aria-label", `${count} unread`);
  drawMarks(link.querySelector(".marks"), owner);
  link.ariaCurrent = owner.number === open ? "true" : null;
  return link;
}

function newLink(number) {
  const link = make("a", { href: `#${number}` },
    make("span", { className: "face", ariaHidden: "true" }),
    make("span", { className: "about" },
      make("b"), make("small"), make("em", { className: "marks" }), make("span")),
    make("span", { className: "aside" }, make("time"), make("br"), make("span", { className: "unread" })));
  make("li", {}, link);
  links.set(number, link);
  return link;
}

function drawThread() {
  const owner = open && phone(open);
  document.body.classList.toggle("reading", Boolean(open));
  $("thread").hidden = !open;
  $("nobody").hidden = Boolean(open);
  if (!owner) return;
  paintFace($("face"), owner);
  say($("who"), owner.name);
  say($("what"), subtitle(owner));
  drawMarks($("marks"), owner);
  say($("body-label"), `Answer from the phone of ${owner.name}`);
  drawTexts(owner);
}

function drawTexts(owner) {
  const list = $("texts");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const entries = inOrder(owner);
  const ringing = entries.findLast(isCall); // an earlier call is over for whoever holds this phone
  entries.forEach((entry, place) => {
    const bubble = drawBubble(entry, entry === ringing);
    if (list.children[place] !== bubble) list.insertBefore(bubble, list.children[place] || null);
  });
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function drawBubble(entry, rings) {
  let bubble = bubbles.get(entry.sid);
  if (!bubble) {
    bubble = make("li", {}, bodyOf(entry), make("small"));
    bubbles.set(entry.sid, bubble);
  }
  if (isCall(entry)) drawCall(bubble, entry, rings);
  const kind = isCall(entry) ? "call" : isTyped(entry) ? "typed" : "got";
  const state = isLost(entry) ? " lost" : isTyped(entry) || isThere(entry) ? "" : " coming";
  bubble.className = `text ${kind}${state}`;
  say(bubble.lastChild, `${clock(entry.at)}  ${progress(entry)}`);
  bubble.lastChild.title = new Date(entry.at).toLocaleString();
  return bubble;
}

function drawCall(bubble, entry, rings) {
  say(bubble.firstChild, words(entry));
  const keys = bubble.querySelector(".keys");
  if (rings && entry.call.listens) {
    if (!keys) bubble.insertBefore(keypad(entry), bubble.lastChild);
  } else if (keys) {
    const held = keys.contains(document.activeElement);
    keys.remove();
    if (held) $("texts").focus();
  }
}

function keypad(entry) {
  const keys = make("div", { className: "keys", role: "group", ariaLabel: "Press a digit in this call" });
  for (const digit of "123456789") {
    const key = make("button", { type: "button" }, digit);
    key.addEventListener("click", () => press(entry.sid, digit));
    keys.append(key);
  }
  return keys;
}

function progress(entry) {
  if (isTyped(entry)) {
    const tries = entry.webhook.attempts;
    if (!entry.webhook.delivered) return tries ? `○ tried ${tries}×` : "○ not taken yet";
    return tries > 1 ? `✓✓ taken, posted ${tries}×` : "✓✓ taken";
  }
  return [TICKS[entry.status] || entry.status, entry.error_code].filter(Boolean).join(" ");
}

function preview(entry) {
  const sign = isLost(entry) ? "✗ " : isTyped(entry) ? "→ " : "";
  return sign + words(entry).replaceAll("\n", " ");
}

function drawMarks(place, owner) {
  say(place, [owner.kind === "landline" && "landline", owner.opted_out && "opted out"]
    .filter(Boolean).join(", "));
}

function bodyOf(entry) {
  const body = make("p");
  for (const piece of words(entry).split(/(https?:\/\/\S+)/)) {
    const isLink = /^https?:/.test(piece);
    body.append(isLink ? make("a", { href: piece, target: "_blank", rel: "noopener" }, piece) : piece);
  }
  return body;
}

function words(entry) {
  if (!isCall(entry)) return [sent(entry.num_media), entry.body].filter(Boolean).join("\n");
  const { said, pressed } = entry.call;
  const lines = [];
  for (let told = 0; told <= said.length; told += 1) {
    for (const one of pressed) {
      if (one.after === told) lines.push(`→ pressed ${one.digit}${one.taken ? "" : " (not taken)"}`);
    }
    if (told < said.length) lines.push(said[told]);
  }
  return `☎ ${lines.join("\n") || "ringing"}`;
}

const sent = (count) => count && (count === 1 ? "\u25a3 a picture" : `\u25a3 ${count} pictures`);
const subtitle = (owner) => [owner.role, owner.name === owner.number ? "" : owner.number]
  .filter(Boolean).join(" · ") || "unknown phone";
const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

function paintFace(face, owner) {
  const letters = owner.name === owner.number ? owner.number.slice(-2)
    : owner.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  if (!roles.includes(owner.role)) roles.push(owner.role);
  say(face, letters.toUpperCase());
  const hue = (165 + roles.indexOf(owner.role) * 137) % 360; // the golden angle keeps them apart
  face.style.setProperty("--hue", hue);
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/* what people do */

function choose() {
  const number = decodeURIComponent(location.hash.slice(1));
  drafts.set(open, $("body").value);
  const left = open;
  open = /^\+[1-9]\d{6,14}$/.test(number) ? number : "";
  bubbles.clear();
  $("texts").replaceChildren();
  say($("answer-problem"), "");
  $("body").value = drafts.get(open) || "";
  drawThread();
  remember();
  drawList();
  $("texts").scrollTop = $("texts").scrollHeight;
  if (open) $("body").focus();
  else if (left) links.get(left)?.focus();
}

async function send(event) {
  event.preventDefault();
  const body = $("body").value.trim();
  const files = [...$("pictures").files];
  const from = open;
  if (!body && !files.length) return;
  $("body").value = "";
  $("pictures").value = "";
  try {
    const answer = await fetch("texts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ from, body, media: await Promise.all(files.map(encoded)) }),
    });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
    say($("answer-problem"), "");
  } catch (error) {
    say($("answer-problem"), `Not sent: ${error.message}`);
    if (open === from && !$("body").value) $("body").value = body;
  }
}

async function press(sid, digit) {
  try {
    const answer = await fetch(`calls/${sid}/digits`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ digit }),
    });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
    say($("answer-problem"), "");
  } catch (error) {
    say($("answer-problem"), `Not pressed: ${error.message}`);
  }
}

function encoded(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ content_type: file.type, content: reader.result.split(",")[1] });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

function add(event) {
  event.preventDefault();
  const digits = $("new-number").value.replace(/[^\d+]/g, "");
  const number = /^\d{10}$/.test(digits) ? `+1${digits}` : digits;
  const valid = /^\+[1-9]\d{6,14}$/.test(number);
  say($("add-problem"), valid ? "" : "A number looks like +1 617 555 0123.");
  if (!valid) return;
  $("new-number").value = "";
  location.hash = number;
}

/* what the server tells; the browser reconnects by itself and says what it saw last */

function listen() {
  const stream = new EventSource("events");
  stream.addEventListener("people", (event) => {
    recall(event.lastEventId.split("-")[0]);
    for (const known of [phones, links, bubbles]) known.clear();
    $("texts").replaceChildren();
    for (const person of JSON.parse(event.data)) Object.assign(phone(person.number), person);
    draw();
  });
  stream.addEventListener("phone", (event) => {
    const known = JSON.parse(event.data);
    Object.assign(phone(known.number), known);
    draw();
  });
  stream.addEventListener("entry", (event) => { take(JSON.parse(event.data)); draw(); });
  stream.addEventListener("open", () => { say($("line"), "live"); $("line").className = "line live"; });
  stream.addEventListener("error", () => {
    say($("line"), "reconnecting");
    $("line").className = "line";
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

$("answer").addEventListener("submit", send);
$("add").addEventListener("submit", add);
$("body").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("answer").requestSubmit();
});
addEventListener("hashchange", choose);
addEventListener("visibilitychange", draw);
choose();
listen();
