(function () {
  "use strict";
  var root = document.documentElement;
  var modes = ["automatic", "light", "dark"];
  var key = "depthcompress-theme";
  var drawn = [];

  // A page from a file, or one that may keep nothing, has no storage: then the choice lasts as long as the page.
  function kept() { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function keep(mode) { try { localStorage.setItem(key, mode); } catch (e) { /* see above */ } }

  function color(name) { return getComputedStyle(root).getPropertyValue("--" + name).trim(); }

  function apply(mode) {
    if (mode === "automatic") { delete root.dataset.theme; } else { root.dataset.theme = mode; }
    var button = document.getElementById("theme");
    button.textContent = "Theme: " + mode;
    button.hidden = false;
    draw();
  }

  function merged(series) {
    var xs = [];
    series.forEach(function (one) { one.points.forEach(function (point) { xs.push(point[0]); }); });
    xs = Array.from(new Set(xs)).sort(function (a, b) { return a - b; });
    var place = new Map(xs.map(function (x, i) { return [x, i]; }));
    return [xs].concat(series.map(function (one) {
      var ys = new Array(xs.length).fill(null);
      one.points.forEach(function (point) { ys[place.get(point[0])] = point[1]; });
      return ys;
    }));
  }

  function number(value) {
    if (value == null) { return "–"; }
    return Math.abs(value) >= 1000 ? value.toFixed(0) : String(parseFloat(value.toPrecision(4)));
  }

  // The nearest point that a line has: lines do not share their points.
  function nearest(plot, line, at) {
    var ys = plot.data[line];
    for (var away = 0; away < ys.length; away++) {
      if (ys[at - away] != null) { return at - away; }
      if (ys[at + away] != null) { return at + away; }
    }
    return at;
  }

  function lineOf(one, index) {
    var stroke = color("s" + index % 4);
    var line = {
      label: one.name, scale: one.right ? "right" : "y", stroke: stroke, width: 2, spanGaps: true,
      value: function (plot, value) { return number(value); }, points: { show: false }
    };
    if (one.look === "line") { line.points = { show: true, size: 5, fill: stroke, stroke: stroke }; }
    if (one.look === "dashed") { line.dash = [6, 4]; line.width = 1.5; }
    if (one.look === "marks") {
      line.paths = function () { return null; };
      line.points = { show: true, size: 12, fill: stroke, stroke: color("panel"), width: 2 };
    }
    return line;
  }

  function axisOf(extra) {
    return Object.assign({
      stroke: color("soft"), font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
      grid: { stroke: color("line"), width: 1 }, ticks: { stroke: color("line"), width: 1 },
      values: function (plot, splits) { return splits.map(function (value) { return value == null ? "" : number(value); }); }
    }, extra);
  }

  function plot(place, chart) {
    var data = merged(chart.series);
    var right = chart.series.some(function (one) { return one.right; });
    var left = chart.series.filter(function (one) { return !one.right; });
    var width = place.clientWidth || 640;
    var across = { label: chart.x, labelSize: 20, size: 34 };
    if (data[0].every(Number.isInteger)) { across.incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000]; }
    var axes = [axisOf(across), axisOf({ scale: "y", size: 58, label: left.length === 1 ? left[0].name : undefined, labelSize: 18 })];
    if (right) { axes.push(axisOf({ scale: "right", side: 1, size: 58, grid: { show: false } })); }
    var single = data[0].length < 2;
    return new uPlot({
      width: width, height: Math.max(220, Math.min(330, Math.round(width * 0.42))),
      scales: { x: { time: false, range: function (u, low, high) { var room = single ? 1 : (high - low) * 0.03; return [low - room, high + room]; } } },
      axes: axes, cursor: { dataIdx: nearest, drag: { x: true, y: false } },
      series: [{ label: chart.x, value: function (u, value) { return number(value); } }].concat(chart.series.map(lineOf))
    }, data, place);
  }

  function draw() {
    drawn.forEach(function (one) { one.destroy(); });
    drawn = [];
    var source = document.getElementById("charts");
    if (!source || typeof uPlot === "undefined") {
      document.querySelectorAll("figure.chart details").forEach(function (one) { one.open = true; });
      return;
    }
    var charts = JSON.parse(source.textContent);
    document.querySelectorAll("[data-chart]").forEach(function (place) {
      drawn.push(plot(place, charts[Number(place.dataset.chart)]));
    });
  }

  // One line below a drawing says what the pointer, or the arrow keys, are at.
  document.querySelectorAll("figure.map, figure.heat").forEach(function (figure) {
    var spots = Array.from(figure.querySelectorAll(".spot"));
    var info = figure.querySelector(".info");
    var active = -1;
    spots.forEach(function (spot) {
      spot.dataset.text = spot.querySelector("title").textContent;
    });
    function show(spot) { info.textContent = spot.dataset.text; }
    figure.addEventListener("mouseover", function (event) { if (event.target.dataset.text) { show(event.target); } });
    figure.querySelector(".scroll").addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) { return; }
      event.preventDefault();
      if (active >= 0) { spots[active].classList.remove("active"); }
      active = Math.max(0, Math.min(spots.length - 1, active + step));
      spots[active].classList.add("active");
      spots[active].scrollIntoView({ block: "nearest", inline: "nearest" });
      show(spots[active]);
    });
  });

  var mode = modes.indexOf(kept()) > 0 ? kept() : "automatic";
  document.getElementById("theme").addEventListener("click", function () {
    mode = modes[(modes.indexOf(mode) + 1) % modes.length];
    keep(mode);
    apply(mode);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { if (mode === "automatic") { draw(); } });
  var last = innerWidth;
  addEventListener("resize", function () { if (innerWidth !== last) { last = innerWidth; draw(); } });
  addEventListener("beforeprint", function () { root.dataset.theme = "light"; draw(); });
  addEventListener("afterprint", function () { apply(mode); });
  apply(mode);
})();
