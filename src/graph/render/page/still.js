
// The page as a file: what it shows stands in it.
(() => {
  data.set(JSON.parse(document.getElementById("graph").textContent));
  picture.draw();
  filter.refresh();
})();
