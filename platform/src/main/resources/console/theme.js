// Before anything is drawn: light or dark, as chosen here or as the system says.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => root.setAttribute("data-bs-theme", localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light"));
  apply();
  dark.addEventListener("change", apply);
})();
