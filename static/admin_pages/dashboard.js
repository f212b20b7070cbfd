// The dashboard: the present without loading the page again, and a drawing of each table.
// Without this script the figures and tables stand there all the same.
const NOW_MS = 5000; // between two looks at the present
const FIGURES_MS = 60000; // and at the figures of a period that is still running
const page = document.getElementById("dashboard");
const present = document.getElementById("now");
const alarm = document.getElementById("alarm");
const gate = document.getElementById("switch");
const figures = document.getElementById("figures");
let charts = [];

function every(milliseconds, look) {
  let underWay = false;
  setInterval(async () => {
    if (underWay || document.hidden) return;
    underWay = true;
    try {
      await look();
    } catch {
      // The server is away for a moment: the next look will tell.
    } finally {
      underWay = false;
    }
  }, milliseconds);
}

async function ask(address) {
  const answer = await fetch(address);
  // Signed out meanwhile: the page says so itself when it is loaded again.
  if (answer.redirected || answer.status === 403) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

// Whoever reads or types in a part keeps it until they are done.
const inUse = (part) => part.contains(document.activeElement);

// Read out once when it comes, and seen from another tab.
const TITLE = document.title;
function sound(words) {
  const said = alarm.querySelector("a");
  if (said.textContent !== words) said.textContent = words;
  alarm.hidden = !words;
  document.title = words ? `⚠ ${TITLE}` : TITLE;
}

async function lookAtPresent() {
  const news = await (await ask(page.dataset.now)).json();
  sound(news.alarm);
  // Written by the same templates as the page.
  if (!inUse(present)) present.innerHTML = news.html;
  const on = news.is_on ? "yes" : "no";
  if (on !== gate.dataset.on && !inUse(gate)) {
    gate.innerHTML = news.switch;
    gate.dataset.on = on;
  }
}

async function lookAtFigures() {
  const { from, to } = page.dataset;
  const html = await (await ask(`?part=figures&from=${from}&to=${to}`)).text();
  if (inUse(figures)) return;
  const isOpen = [...figures.querySelectorAll("details")].map((each) => each.open);
  figures.innerHTML = html;
  figures.querySelectorAll("details").forEach((each, number) => (each.open = isOpen[number]));
  draw(false);
}

function colours() {
  const style = getComputedStyle(page);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    card: read("--card"),
    text: read("--quiet"),
    line: read("--line"),
    series: ["--series-1", "--series-2", "--series-3", "--series-4"].map(read),
  };
}

function dataOf(table, { card, series }, kind) {
  // Lines come in pairs, a median and its tail: one colour, the tail dashed and hollow.
  const lineOf = (at) => ({
    backgroundColor: at % 2 ? card : series[at >> 1],
    borderColor: series[at >> 1],
    borderDash: at % 2 ? [5, 4] : [],
    borderWidth: 2,
  });
  const heads = [...table.querySelectorAll("thead th")].slice(1).map((th) => th.textContent);
  const rows = [...table.querySelectorAll("tbody tr")];
  const number = (cell) => (cell.dataset.value === "" ? null : Number(cell.dataset.value));
  return {
    labels: rows.map((row) => row.querySelector("th").textContent),
    datasets: heads.map((label, at) => ({
      ...(kind === "line" ? lineOf(at) : { backgroundColor: series[at] }),
      label,
      data: rows.map((row) => number(row.querySelectorAll("td")[at])),
      pointRadius: rows.length > 31 ? 0 : 3,
      borderRadius: 3,
      maxBarThickness: 26,
      spanGaps: false,
      tension: 0.25,
    })),
  };
}

function optionsOf(table, kind, unit, animated) {
  const { text, line } = colours();
  const shown = (item) => table.querySelectorAll("tbody tr")[item.dataIndex]
    .querySelectorAll("td")[item.datasetIndex].textContent;
  const axis = (isValue) => ({
    beginAtZero: true,
    border: { display: false },
    grid: { color: line, display: isValue },
    ticks: { color: text, precision: unit || !isValue ? undefined : 0, maxRotation: 0, autoSkipPadding: 10 },
    title: { color: text, display: isValue && Boolean(unit), text: unit },
  });
  const lies = kind === "across";
  return {
    animation: animated && !matchMedia("(prefers-reduced-motion: reduce)").matches,
    indexAxis: lies ? "y" : "x",
    interaction: { intersect: false, mode: "index", axis: lies ? "y" : "x" },
    maintainAspectRatio: false,
    plugins: {
      legend: {
        align: "start",
        display: table.querySelectorAll("thead th").length > 2,
        labels: { boxHeight: 8, boxWidth: 8, color: text, usePointStyle: true },
        position: "bottom",
      },
      tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${shown(item)}` } },
    },
    scales: { x: axis(lies), y: { ...axis(!lies), ...(lies ? { ticks: { color: text, autoSkip: false } } : {}) } },
  };
}

function draw(animated) {
  charts.forEach((chart) => chart.destroy());
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  charts = [...figures.querySelectorAll(".drawing")].map((drawing) => {
    const { kind, unit } = drawing.dataset;
    const table = drawing.parentElement.querySelector("table");
    return new Chart(drawing.querySelector("canvas"), {
      type: kind === "line" ? "line" : "bar",
      data: dataOf(table, colours(), kind),
      options: optionsOf(table, kind, unit, animated),
    });
  });
}

draw(true);
sound(alarm.querySelector("a").textContent);
// Light and dark are a class of the page, set by the theme's own switch.
new MutationObserver(() => draw(false)).observe(document.documentElement, { attributeFilter: ["class"] });
every(NOW_MS, lookAtPresent);
if ("running" in page.dataset) every(FIGURES_MS, lookAtFigures);
