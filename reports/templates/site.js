(function () {
  "use strict";
  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  each("[data-scores-of]", function (place) {
    var days = Math.floor((Date.now() - Date.parse(place.dataset.scoresOf)) / 864e5);
    if (days >= 0) place.textContent = (days === 1 ? place.dataset.one : place.dataset.more.replace("{days}", days));
  });

  function copied(button) {
    var status = button.parentNode.querySelector("[data-copied]");
    if (status) status.textContent = status.dataset.copied;
  }
  each("[data-copy]", function (button) {
    button.addEventListener("click", function () {
      var text = document.querySelector(button.dataset.copy).textContent.trim();
      function byHand() {
        var area = document.createElement("textarea");
        area.value = text;
        document.body.appendChild(area);
        area.select();
        if (document.execCommand("copy")) copied(button);
        area.remove();
      }
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(function () { copied(button); }, byHand);
      else byHand();
    });
  });

  var meanings = document.getElementById("terms");
  if (meanings) {
    meanings = JSON.parse(meanings.textContent);
    var note = document.createElement("div");
    note.className = "meaning";
    note.setAttribute("role", "status");
    note.hidden = true;
    document.body.appendChild(note);
    var close = function () { note.hidden = true; };
    each("a.term", function (link) {
      link.addEventListener("click", function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        var more = document.createElement("a");
        more.href = link.href;
        more.textContent = link.textContent;
        note.replaceChildren(more, ": " + meanings[link.dataset.term]);
        note.hidden = false;
        var box = link.getBoundingClientRect();
        note.style.top = (box.bottom + window.scrollY + 6) + "px";
        note.style.left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - 8)) + "px";
      });
    });
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
    document.addEventListener("click", function (event) { if (!event.target.closest("a.term, .meaning")) close(); });
  }

  var loading = {};
  function load(address) {
    loading[address] = loading[address] || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = function () { reject(new Error(address + " is not beside the page.")); };
      document.head.appendChild(script);
    });
    return loading[address];
  }
  var options = {
    renderer: "svg", actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: "openlag" },
  };
  var phone = window.matchMedia("(max-width: 700px)");
  each("[data-live]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var key = button.dataset.live, size = phone.matches ? "narrow" : "wide";
      var holder = document.querySelector('[data-chart="' + key + '"] .' + size);
      button.disabled = true;
      load(button.dataset.library).then(function () {
        return load(button.dataset.charts + key + ".js");
      }).then(function () {
        var stage = document.createElement("div");
        return window.vegaEmbed(stage, window.openlagCharts[key][size], options).then(function () {
          holder.replaceChildren(stage);
          button.hidden = true;
        });
      }).catch(function (error) {
        button.disabled = false;
        console.error("The chart " + key + " stays as a still picture.", error);
      });
    });
  });
})();
