// Keeps a page as new as its files: loads it again when it changed, and shows what is wrong.
(() => {
  "use strict";
  const script = document.currentScript;
  const page = script.dataset.page;
  const served = JSON.parse(script.dataset.served);
  const SCROLL = "brief-live-scroll";
  const DISMISSED = "brief-live-dismissed";

  // Storage may be forbidden; then the page begins at its top, and the banner comes back.
  const store = {
    get(key) {
      try { return sessionStorage.getItem(key); } catch { return null; }
    },
    set(key, value) {
      try { sessionStorage.setItem(key, value); } catch { /* see above */ }
    },
    drop(key) {
      try { sessionStorage.removeItem(key); } catch { /* see above */ }
    },
  };

  // -- Loading again

  const reload = () => {
    store.set(SCROLL, JSON.stringify([location.pathname, scrollX, scrollY]));
    source?.close();
    location.reload();
  };

  const scrollBack = () => {
    const kept = JSON.parse(store.get(SCROLL) ?? "null");
    store.drop(SCROLL);
    if (kept?.[0] === location.pathname) {
      scrollTo({ left: kept[1], top: kept[2], behavior: "instant" });
    }
  };

  const restyle = (version) => {
    for (const old of document.querySelectorAll("link[rel~=stylesheet]")) {
      const address = new URL(old.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("live", version);
      const fresh = old.cloneNode();
      fresh.href = address;
      fresh.addEventListener("load", () => old.remove(), { once: true });
      old.after(fresh);
    }
  };

  // -- What is wrong

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const host = element("div", { id: "brief-live", lang: "en", dir: "ltr" });
  const root = host.attachShadow({ mode: "open" });
  const style = element("style", {}, "live.css"); // the sheet itself, as it is served
  const alert = element("div", { role: "alert" });
  root.append(style, alert);

  const followTheme = () => {
    const chosen = document.body.dataset.theme;
    const dark = chosen === "dark"
      || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    host.dataset.theme = dark ? "dark" : "light";
  };

  const counted = (problems) => {
    const errors = problems.filter((problem) => problem.severity === "error").length;
    const number = (count, word) => (count ? [`${count} ${word}${count > 1 ? "s" : ""}`] : []);
    const warnings = problems.length - errors;
    return [...number(errors, "error"), ...number(warnings, "warning")].join(", ");
  };

  const line = (problem) => element(
    "li", { class: problem.severity },
    element("code", { class: "place" }, problem.place), " ",
    element("span", { class: "kind" }, `${problem.severity}[${problem.code}]:`), " ",
    element("span", { class: "message", dir: "auto" }, problem.message),
    ...(problem.hint ? [" ", element("span", { class: "hint", dir: "auto" }, problem.hint)] : []),
    ...(problem.detail.length
      ? [element("pre", { dir: "auto" }, problem.detail.join("\n"))] : []),
  );

  let shown = "[]";
  const show = (problems) => {
    const text = JSON.stringify(problems);
    if (text === shown) return;
    shown = text;
    if (!problems.length) store.drop(DISMISSED);
    if (!problems.length || store.get(DISMISSED) === text) {
      alert.replaceChildren();
      return;
    }
    const broken = problems.some((problem) => problem.severity === "error");
    const close = element("button", { type: "button" }, "Dismiss");
    close.addEventListener("click", () => {
      store.set(DISMISSED, text);
      alert.replaceChildren();
    });
    const title = element(
      "p", { class: "title" }, element("strong", {}, counted(problems)),
      broken ? "; this page is as it was before." : ".",
    );
    const list = element("ul", { tabindex: "0", "aria-label": "Problems" }, ...problems.map(line));
    alert.replaceChildren(element(
      "div", { class: broken ? "banner broken" : "banner" },
      element("div", { class: "head" }, title, close), list,
    ));
  };

  // -- Listening

  let source = null;
  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${script.dataset.events}?page=${encodeURIComponent(page)}`);
    source.addEventListener("message", (event) => {
      const news = JSON.parse(event.data);
      if (news.page !== served.page || news.assets !== served.assets
        || ("built" in served && news.built !== served.built)) {
        reload();
        return;
      }
      if (news.styles !== served.styles) {
        served.styles = news.styles;
        restyle(news.styles);
      }
      show(news.problems);
    });
  };
  // A browser keeps few connections to one server: a tab that nobody sees needs none.
  const mute = () => {
    source?.close();
    source = null;
  };

  const start = () => {
    document.body.append(host);
    followTheme();
    new MutationObserver(followTheme).observe(document.body, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", followTheme);
    scrollBack();
    document.addEventListener("visibilitychange", () => (document.hidden ? mute() : listen()));
    addEventListener("pagehide", mute);
    addEventListener("pageshow", listen);
    listen();
  };
  start();
})();
