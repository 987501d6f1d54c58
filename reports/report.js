(function () {
  "use strict";
  var form = document.querySelector("form.filter");
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-finding]"));
  if (form) {
    var output = form.querySelector("output");
    var apply = function () {
      var status = form.status.value, severity = form.severity.value, owner = form.owner.value, shown = 0, all = 0;
      items.forEach(function (item) {
        var data = item.dataset;
        var fits = (!status || data.status === status) && (!severity || data.severity === severity) &&
          (!owner || data.owner.indexOf("|" + owner + "|") >= 0);
        item.hidden = !fits;
        if (item.tagName === "TR") { all += 1; if (fits) { shown += 1; } }
      });
      output.textContent = output.dataset.text.split("{shown}").join(shown).split("{all}").join(all);
    };
    form.hidden = false;
    form.addEventListener("change", apply);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    apply();
  }
  var copy = function (text, button) {
    var done = function () { button.textContent = document.body.dataset.copied; };
    var area = document.createElement("textarea");
    var fallback = function () {
      area.value = text;
      document.body.appendChild(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      done();
    };
    if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, fallback); } else { fallback(); }
  };
  document.querySelectorAll("article.finding").forEach(function (card) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = document.body.dataset.copy;
    button.addEventListener("click", function () {
      var parts = Array.prototype.slice.call(card.querySelectorAll("h4, .tags > *, .numbers p, dl > div"));
      copy(parts.map(function (part) { return part.innerText.replace(/\s*\n\s*/g, " ").trim(); }).join("\n"), button);
    });
    card.querySelector("header").appendChild(button);
  });
}());
