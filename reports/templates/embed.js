(function () {
  "use strict";
  var specs = JSON.parse(document.getElementById("specs").textContent);
  var phone = window.matchMedia("(max-width: 700px)");
  var options = {
    renderer: "svg",
    actions: false,
    ast: true,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: "openlag" },
  };
  function draw() {
    var size = phone.matches ? "narrow" : "wide";
    Object.keys(specs).forEach(function (key) {
      var holder = document.querySelector('[data-chart="' + key + '"] .' + size);
      if (!holder || holder.dataset.live) return;
      holder.dataset.live = "yes";
      var stage = document.createElement("div");
      window.vegaEmbed(stage, specs[key][size], options).then(function () {
        holder.replaceChildren(stage);
      }).catch(function (error) {
        console.error("The chart " + key + " stays as a still picture.", error);
      });
    });
  }
  draw();
  phone.addEventListener("change", draw);
})();
