// What pages do by themselves: shortcuts, copying, time zones, and saying when the connection is lost.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  function say(text) {
    const place = one("#said");
    place.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { place.textContent = ""; }, 2500);
  }

  // ---- times: UTC as sent, or the reader's own zone

  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = (number) => String(number).padStart(2, "0");

  // How long ago, where that says more than the date; the exact time is what the pointer finds.
  function fromNow(at) {
    const seconds = Math.round((Date.now() - at) / 1000);
    const [many, unit] = [[60, "s"], [60, "min"], [24, "h"], [7, "d"]].reduce(
      ([left, found], [size, name]) => found ? [left, found] : left < size ? [left, name] : [Math.floor(left / size), ""],
      [Math.abs(seconds), ""]);
    if (!unit) {
      return "";
    }
    if (Math.abs(seconds) < 5) {
      return "just now";
    }
    return seconds > 0 ? `${many} ${unit} ago` : `in ${many} ${unit}`;
  }

  function exact(at, local) {
    const [year, month, day, hours, minutes, seconds] = local
      ? [at.getFullYear(), at.getMonth(), at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()]
      : [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
    return `${day} ${months[month]} ${year}, ${two(hours)}:${two(minutes)}:${two(seconds)} ${local ? own : "UTC"}`;
  }

  function showTimes() {
    const local = localStorage.getItem("zone") === "local";
    const label = one("#zone");
    if (label) {
      label.textContent = local ? own : "UTC";
    }
    for (const time of all("time")) {
      const at = new Date(time.dateTime);
      const full = exact(at, local);
      const said = (!time.dataset.exact && fromNow(at)) || full;
      if (time.textContent !== said) {
        time.textContent = said;
      }
      time.title = `${full} (${time.dateTime})`;
    }
  }

  // ---- copying

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say("Copied");
    } catch {
      say("This browser does not let pages copy");
    }
  }

  // ---- what buttons and keys do

  const deeds = {
    theme() {
      const root = document.documentElement;
      const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      localStorage.setItem("theme", next);
      root.setAttribute("data-bs-theme", next);
    },
    zone() {
      localStorage.setItem("zone", localStorage.getItem("zone") === "local" ? "utc" : "local");
      showTimes();
    },
    print() {
      window.print();
    },
    newer() {
      document.activeElement?.blur();
      one("#newer").hidden = true;
      scrollTo({ top: 0, behavior: "instant" });
      document.body.dispatchEvent(new Event("live"));
    },
    keys() {
      one("#keys")?.showModal();
    },
    find() {
      one("#find")?.select();
    },
    copy() {
      const button = one("[data-main]");
      if (button) {
        copy(button);
      }
    },
  };
  const letters = { "/": "find", "?": "keys", t: "theme", z: "zone", c: "copy" };

  function moveTo(step) {
    const links = all(".row-link");
    if (links.length === 0) {
      return;
    }
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
    links[Math.max(0, Math.min(links.length - 1, next))].focus();
  }

  let going = 0;

  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      deeds.find();
      return;
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing && event.key === "Escape") {
      typing.blur();
    }
    if (typing || event.metaKey || event.ctrlKey || event.altKey || one("dialog[open]")) {
      return;
    }
    if (Date.now() - going < 1500) {
      going = 0;
      const room = one(`[data-go="${CSS.escape(event.key)}"]`);
      if (room) {
        event.preventDefault();
        room.click();
        return;
      }
    }
    if (event.key === "g") {
      going = Date.now();
    } else if (event.key === "j" || event.key === "k") {
      moveTo(event.key === "j" ? 1 : -1);
    } else if (letters[event.key]) {
      event.preventDefault();
      deeds[letters[event.key]]();
    }
  });

  document.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-do]");
    const copied = event.target.closest("[data-copy]");
    if (deed) {
      deeds[deed.dataset.do]();
    } else if (copied) {
      copy(copied);
    } else if (!event.target.closest("a, button, input, summary, label") && !getSelection()?.toString()) {
      // A row leads where its link does.
      event.target.closest(".rows tbody tr")?.querySelector(".row-link")?.click();
    }
  });

  // A menu that is open closes when one turns to something else.
  document.addEventListener("click", (event) => {
    for (const menu of all("details.switch[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && one("details.switch[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  setInterval(showTimes, 15000);

  // ---- live parts

  document.addEventListener("htmx:afterSettle", showTimes);
  const connection = (isLost) => document.body.classList.toggle("lost", isLost);
  document.addEventListener("htmx:sendError", () => connection(true));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr?.status) {
      connection(false);
    }
  });
  // What is looked at is not taken away and does not jump: a part with an open drawer, marked text or a row that has
  // the focus waits, and so does everything below the first screen; then a button says that there is news.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    const isRead = part.querySelector("details[open], .row-link:focus") || getSelection()?.toString();
    const isBelow = scrollY > 150 && part.id !== "doctor";
    if (part.id !== "pulse" && (isRead || isBelow)) {
      event.detail.shouldSwap = false;
      one("#newer").hidden = false;
    }
  });

  // On a phone the rooms are a strip: the one that one is in must not lie beyond its edge.
  one(".rooms [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  showTimes();
})();
