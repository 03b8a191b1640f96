(function () {
  "use strict";
  var words = JSON.parse(document.getElementById("words").textContent);
  var DAY = 86400000, SIX_MONTHS = 182.625, MONTH = 30.4375, HALF = 0.5 + 1e-9, Z = 1.959963984540054, FEWEST = 5;
  var DATES = ["available", "announced", "published"], RULES = ["strict", "tolerance_1", "tolerance_0_9"];
  var ANALYSES = [["records", "as_of"], ["records", "scored"], ["lab_records", "as_of"], ["lab_records", "scored"]];
  var KEYS = ["leader", "laggard", "scale", "rule", "dates", "from", "cohort", "censoring"];
  var data, scales = {}, headline;

  // What the words of a definition mean; null for a word that means nothing.
  function readGroup(word) {
    var found = /^(?:lab:([a-z0-9]+(?:[-_][a-z0-9]+)*)|(any)|([A-Z]{2}))(?::(any|open|closed))?$/.exec(word);
    if (!found || (found[1] && !Object.hasOwn(data.labs, found[1]))) return null;
    if (found[3] && !data.releases.some(function (release) { return release[3] === found[3]; })) return null;
    return { lab: found[1] || null, country: found[3] || null, access: found[4] || "any" };
  }
  function readRule(word) {
    if (word === "strict") return { share: 1, points: 0 };
    var found = /^tolerance_(\d{1,3}(?:_\d{1,4})?)$/.exec(word);
    var amount = found ? Number(found[1].replace("_", ".")) : 0;
    if (!(amount > 0 && amount <= 100)) return null;
    return amount < 1 ? { share: amount, points: 0 } : { share: 1, points: amount };
  }
  // One word for a tolerance, however it was written (tolerance_1_0): what is judged is looked up by it.
  function ruleWord(amount) { return "tolerance_" + String(amount).replace(".", "_"); }
  function shortRule(word) {
    var rule = readRule(word);
    return word === "strict" ? word : ruleWord(rule.points || rule.share);
  }
  function readDay(text) {
    if (text === "beginning") return { day: null };
    if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) return null;
    var moment = Date.parse(text + "T00:00:00Z");
    return isNaN(moment) || isoDay(moment / DAY) !== text ? null : { day: moment / DAY };
  }
  function isoDay(day) { return new Date(day * DAY).toISOString().slice(0, 10); }
  function known(list) { return function (word) { return list.indexOf(word) >= 0 ? word : null; }; }
  var READ = {
    leader: readGroup, laggard: readGroup, rule: readRule, from: readDay, dates: known(DATES),
    cohort: known(["records", "lab_records"]), censoring: known(["as_of", "scored"]),
    scale: function (word) { return Object.hasOwn(scales, word) ? word : null; },
  };

  // Releases of a group with a score on a scale, by day; on one day the best first, and of equals the first by its id.
  function scored(group, scale, dates) {
    var found = [], places = scale.scores[0], scores = scale.scores[1];
    for (var i = 0; i < places.length; i++) {
      var release = data.releases[places[i]], access = release[4];
      if (group.country && release[3] !== group.country) continue;
      if (group.lab && release[2] !== group.lab) continue;
      if (group.access !== "any" && (access === "o") !== (group.access === "open")) continue;
      var announced = release[5], api = release[6], weights = release[7];
      var available = group.access === "open" ? weights : api === null ? weights : weights === null ? api : Math.min(api, weights);
      if (group.access !== "open" && access === "h" && available === null) available = announced;
      var day = dates === "published" ? release[8] : dates === "announced" && announced !== null ? announced : available;
      if (day !== null && day <= data.asOf) found.push({ place: places[i], day: day, score: scores[i] });
    }
    return found.sort(byDay);
  }
  function byDay(a, b) { return a.day - b.day || b.score - a.score || a.place - b.place; }
  function recordsOf(releases) {
    var best = -Infinity;
    return releases.filter(function (one) {
      if (one.score <= best) return false;
      best = one.score;
      return true;
    });
  }
  // Why a rule means nothing on a scale, or null; the command refuses the same.
  function refusal(scale, rule) {
    if (rule.points) return scale.point === null ? "no_points" : null;
    return rule.share !== 1 && scale.origin === null ? "no_zero" : null;
  }
  function labRecords(releases) {
    var labs = {};
    releases.forEach(function (one) {
      var lab = data.releases[one.place][2];
      if (lab !== null) (labs["lab " + lab] = labs["lab " + lab] || []).push(one);
    });
    var found = Object.values(labs).filter(function (own) { return own.length >= 3; }).map(recordsOf);
    return found.flat().sort(function (a, b) { return a.day - b.day || a.place - b.place; });
  }

  // Estimand A of a definition. A figure that is null is unknown or not reached.
  function measure(definition) {
    var scale = scales[definition.scale], rule = READ.rule(definition.rule), start = READ.from(definition.from).day;
    var leaders = scored(READ.leader(definition.leader), scale, definition.dates);
    var laggards = scored(READ.laggard(definition.laggard), scale, definition.dates);
    var isIndex = scale.type === "index", isCut = definition.censoring === "scored";
    var until = scale.until !== null ? scale.until : laggards.length ? laggards[laggards.length - 1].day : null;
    if (isCut) until = data.scoredUntil;
    var refused = refusal(scale, rule);
    var cohort = definition.cohort === "records" ? recordsOf(leaders) : isIndex ? labRecords(leaders) : [];
    if (!laggards.length || refused || until === null || (isCut && !isIndex)) cohort = [];
    var tolerance = rule.points ? rule.points * scale.point : 0, origin = rule.share === 1 ? 0 : scale.origin;
    var rows = [];
    cohort.forEach(function (record) {
      if ((start !== null && record.day < start) || (isCut && record.day > until)) return;
      if (rule.share !== 1 && record.score <= origin) return;
      var isStrict = rule.share === 1 && tolerance === 0;
      var least = isStrict ? record.score : origin + rule.share * (record.score - origin) - tolerance - 1e-9;
      var match = laggards.find(function (one) { return one.score >= least; }) || null;
      if (match && isCut && match.day > until) match = null;
      rows.push({
        record: record, match: match, lag: match ? match.day - record.day : null,
        follow: match || record.day > until ? null : until - record.day,
      });
    });
    var followed = rows.filter(function (row) { return row.match || row.follow !== null; });
    var found = {
      refused: refused, nLeaders: leaders.length, nLaggards: laggards.length, leaders: leaders, laggards: laggards, rows: rows, n: followed.length,
      matched: followed.filter(function (row) { return row.match; }).length, untested: rows.length - followed.length,
      negative: followed.filter(function (row) { return row.match && row.lag < 0; }).length,
      median: null, lower: null, upper: null, share: null, shareLower: null, shareUpper: null, curve: [],
    };
    if (followed.length) {
      estimate(found, followed.map(function (row) { return [Math.max(0, row.match ? row.lag : row.follow), Boolean(row.match)]; }));
    }
    found.judged = judged(definition, scale);
    return found;
  }

  // The product-limit curve with its log-log band, as in lag/product_limit.py; NaN in the band is unknown.
  function estimate(found, observed) {
    var days = {}, n = observed.length, atRisk = n, survival = 1, sum = 0, matchedSoFar = 0, hasBand = n >= FEWEST;
    observed.forEach(function (one) {
      var day = days[one[0]] = days[one[0]] || { day: one[0], matched: 0, censored: 0 };
      day[one[1] ? "matched" : "censored"] += 1;
    });
    var curve = Object.values(days).sort(function (a, b) { return a.day - b.day; });
    curve.forEach(function (step) {
      step.atRisk = atRisk;
      survival *= (atRisk - step.matched) / atRisk;
      sum += step.matched / (atRisk * (atRisk - step.matched));
      matchedSoFar += step.matched;
      step.survival = survival;
      step.lower = step.upper = NaN;
      if (hasBand && !matchedSoFar) step.lower = step.upper = 1;
      else if (hasBand && survival === 0) step.lower = 0;
      else if (hasBand) {
        var log = Math.log(survival), widening = Math.exp(Z * Math.sqrt(sum / (log * log)));
        step.lower = Math.exp(log * widening);
        step.upper = Math.exp(log / widening);
      }
      atRisk -= step.matched + step.censored;
    });
    function firstAtHalf(name) {
      var step = curve.find(function (one) { return one[name] <= HALF; });
      return step ? step.day : null;
    }
    var last = curve[curve.length - 1], knownUntil = last.censored ? last.day : Infinity;
    function shareWithin(name) {
      if (SIX_MONTHS > knownUntil) return null;
      var step = curve.filter(function (one) { return one.day <= SIX_MONTHS; }).pop();
      if (!step) return name === "survival" || hasBand ? 0 : null;
      return isNaN(step[name]) ? null : 1 - step[name];
    }
    found.median = firstAtHalf("survival");
    found.lower = firstAtHalf("lower");
    found.upper = firstAtHalf("upper");
    found.share = shareWithin("survival");
    found.shareLower = shareWithin("upper");
    found.shareUpper = shareWithin("lower");
    found.curve = curve;
  }

  // What the marts say of a definition that stands there: [lower end, upper end, state, verdict, place].
  function judged(definition, scale) {
    var groups = [definition.leader, definition.laggard].map(shortWord).join(" ");
    var pairing = data.pairings.findIndex(function (pair) { return pair.join(" ") === groups; });
    var analyses = scale.type === "index" ? ANALYSES : ANALYSES.slice(0, 1), start = READ.from(definition.from).day;
    var analysis = analyses.findIndex(function (one) { return one[0] === definition.cohort && one[1] === definition.censoring; });
    var places = [
      [pairing, data.pairings.length], [DATES.indexOf(definition.dates), DATES.length], [RULES.indexOf(definition.rule), RULES.length],
      [analysis, analyses.length], [start === null ? 0 : start === data.gpt4 ? 1 : -1, 2],
    ];
    if (places.some(function (one) { return one[0] < 0; })) return null;
    var at = scale.judged[places.reduce(function (sum, one) { return sum * one[1] + one[0]; }, 0)];
    return at < 0 ? null : data.intervals[at];
  }
  function shortWord(word) { return word.replace(/:any$/, ""); }

  // Numbers and days in the language of the page.
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return Object.hasOwn(values, name) ? values[name] : whole; });
  }
  function number(value, decimals) {
    var form = new Intl.NumberFormat(words.language, { minimumFractionDigits: decimals || 0, maximumFractionDigits: decimals || 0 });
    return form.format(value).replace("-", "−");
  }
  function longDay(day) { return written(day, "long"); }
  function shortDay(day) { return written(day, "short"); }
  function written(day, month) {
    var form = { day: "numeric", month: month, year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat(words.language === "en" ? "en-GB" : words.language, form).format(new Date(day * DAY));
  }
  function months(days) {
    var decimals = 1;
    while (decimals < 4 && Number((days / MONTH).toFixed(decimals)) === 6) decimals += 1;
    return number(Number((days / MONTH).toFixed(decimals)), decimals);
  }
  function lagText(days) {
    return days === null ? words.not_reached : filled(words.lag[days === 1 ? 0 : 1], { months: months(days), days: number(days) });
  }
  function percent(value) {
    var whole = Math.floor(100 * value), rest = 100 * value - whole;
    return filled(words.percent, { number: number(rest > 0.5 || (rest === 0.5 && whole % 2) ? whole + 1 : whole) });
  }
  function share(value) {
    if (value === null) return words.unknown;
    if (value > 0 && value < 0.005) return filled(words.under, { share: percent(0.01) });
    if (value >= 0.995 && value < 1) return filled(words.over, { share: percent(0.99) });
    return percent(value);
  }
  function interval(lower, upper) {
    if (lower === null) return words.not_reached;
    return filled(words.interval_days[upper === null ? 1 : 0], { lower: number(lower), upper: upper === null ? words.not_reached : number(upper) });
  }
  function since(day) { return day === null ? words.beginning : filled(words.since, { day: longDay(day) }); }
  function scaleName(id) { return words.scales[id] || plain(scales[id].name); }
  function releaseName(place) { return plain(data.releases[place][1]); }
  function plain(text) { return String(text).replace(/[\p{C}\p{Z}]+/gu, " ").trim().slice(0, 80); }
  function groupName(word) {
    var group = READ.leader(word), phrases = words.groups;
    if (group.lab) return filled(phrases.lab[group.access], { lab: plain(data.labs[group.lab]) });
    if (!group.country) return phrases.any[group.access];
    var own = Object.hasOwn(phrases, group.country) ? phrases[group.country] : phrases.country;
    return filled(own[group.access], { country: words.countries[group.country] || group.country });
  }
  function sentence(definition, found) {
    var key = found.refused ? found.refused : !found.nLeaders ? "no_leaders" : !found.nLaggards ? "no_laggards" : !found.n ? "no_records" : found.median === null ? "not_reached" : "reached";
    return filled(words.sentences[key][found.n === 1 ? 0 : 1], {
      scale: scaleName(definition.scale), leaders: groupName(definition.leader), laggards: groupName(definition.laggard),
      since: since(READ.from(definition.from).day), n: number(found.n), matched: number(found.matched), median: lagText(found.median),
      rule: definition.rule, strict: words.strict,
    });
  }

  // The state is in the address, in the words of `openlag lag`; what is not there is as in the headline.
  function toAddress(definition) {
    return KEYS.filter(function (key) { return definition[key] !== headline[key]; }).map(function (key) {
      return key + "=" + encodeURIComponent(definition[key]).replace(/%3A/g, ":");
    }).join("&");
  }
  function fromAddress(hash) {
    var definition = Object.assign({}, headline), bad = null;
    hash.replace(/^#/, "").split("&").filter(Boolean).forEach(function (part) {
      var at = part.indexOf("="), key = part.slice(0, at), value = null;
      try { value = decodeURIComponent(part.slice(at + 1)); } catch (error) { bad = bad || part; }
      if (at < 0 || KEYS.indexOf(key) < 0 || value === null || READ[key](value) === null) bad = bad || part;
      else definition[key] = key === "leader" || key === "laggard" ? shortWord(value) : key === "rule" ? shortRule(value) : value;
    });
    var index = scales[definition.scale].type === "index";
    if (!bad && definition.leader === definition.laggard) bad = "laggard=" + definition.laggard;
    if (!bad && !index && definition.cohort !== "records") bad = "cohort=" + definition.cohort;
    if (!bad && !index && definition.censoring !== "as_of") bad = "censoring=" + definition.censoring;
    return { definition: bad ? Object.assign({}, headline) : definition, bad: bad };
  }

  // Below: the page.
  function at(id) { return document.getElementById(id); }
  function put(id, text) { at(id).textContent = text; }
  function node(name, attributes, text, parent) {
    var isDrawn = /^(svg|g|path|line|circle|rect|text|title|polygon)$/.test(name);
    var made = isDrawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined && text !== null) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  function fillForm() {
    ["leader", "laggard"].forEach(function (role) {
      var who = at(role), counts = {};
      node("option", { value: "any" }, words.any_country, who);
      var countries = node("optgroup", { label: words.places }, null, who), labs = node("optgroup", { label: words.labs }, null, who);
      data.releases.forEach(function (release) { counts[release[3]] = (counts[release[3]] || 0) + 1; });
      Object.keys(counts).sort(function (a, b) { return counts[b] - counts[a] || (a < b ? -1 : 1); }).forEach(function (code) {
        node("option", { value: code }, words.country_names[code] || code, countries);
      });
      Object.keys(data.labs).sort(function (a, b) { return plain(data.labs[a]).localeCompare(plain(data.labs[b]), words.language); })
        .forEach(function (lab) { node("option", { value: "lab:" + lab }, plain(data.labs[lab]), labs); });
    });
    var domains = {};
    data.scales.forEach(function (scale) {
      if (!domains[scale.domain]) domains[scale.domain] = node("optgroup", { label: words.domains[scale.domain] || scale.domain }, null, at("scale"));
      node("option", { value: scale.id }, scaleName(scale.id), domains[scale.domain]);
    });
    at("day").min = isoDay(Math.min.apply(null, data.releases.map(function (one) { return one[8] === null ? data.gpt4 : one[8]; })));
    at("day").max = isoDay(data.asOf);
  }
  // isOwnDay: the form asks for a day of one's own, which begins as that of GPT-4.
  function toForm(definition, isOwnDay) {
    ["leader", "laggard"].forEach(function (role) {
      var group = READ[role](definition[role]);
      at(role).value = group.lab ? "lab:" + group.lab : group.country || "any";
      at(role + "-access").value = group.access;
    });
    var rule = READ.rule(definition.rule), day = READ.from(definition.from).day, isIndex = scales[definition.scale].type === "index";
    at("scale").value = definition.scale;
    at("rule").value = definition.rule === "strict" ? "strict" : rule.points ? "points" : "share";
    if (definition.rule !== "strict") at("amount").value = rule.points || Math.round(rule.share * 10000) / 100;
    at("amount").hidden = definition.rule === "strict";
    at("dates").value = definition.dates;
    at("start").value = day === null ? "beginning" : day === data.gpt4 && !isOwnDay ? "gpt4" : "day";
    at("day").hidden = at("start").value !== "day";
    if (day !== null) at("day").value = definition.from;
    at("cohort").value = definition.cohort;
    at("censoring").value = definition.censoring;
    at("cohort").disabled = at("censoring").disabled = !isIndex;
    Array.prototype.forEach.call(at("rule").options, function (option) {
      var scale = scales[definition.scale];
      option.disabled = isRefused(scale, option.value);
    });
  }
  function isRefused(scale, kind) {
    return refusal(scale, { points: kind === "points" ? 1 : 0, share: kind === "share" ? 0.9 : 1 }) !== null;
  }
  function fromForm() {
    var definition = {}, isIndex = scales[at("scale").value].type === "index", start = at("start").value, kind = at("rule").value;
    ["leader", "laggard"].forEach(function (role) { definition[role] = shortWord(at(role).value + ":" + at(role + "-access").value); });
    definition.scale = at("scale").value;
    var scale = scales[definition.scale];
    if (isRefused(scale, kind)) kind = "strict";
    var amount = Number(at("amount").value);
    if (kind === "points") definition.rule = ruleWord(amount >= 1 && amount <= 100 ? Math.round(amount * 100) / 100 : 1);
    else if (kind === "share") definition.rule = ruleWord(amount >= 1 && amount < 100 ? Math.round(amount * 100) / 10000 : 0.9);
    else definition.rule = "strict";
    definition.dates = at("dates").value;
    definition.from = start === "beginning" ? "beginning" : start === "gpt4" ? isoDay(data.gpt4) : at("day").value;
    if (READ.from(definition.from) === null) definition.from = isoDay(data.gpt4);
    definition.cohort = isIndex ? at("cohort").value : "records";
    definition.censoring = isIndex ? at("censoring").value : "as_of";
    return definition;
  }

  var shown;
  function show(definition, bad, isOwnDay) {
    var found = measure(definition), judgment = found.judged;
    shown = { definition: definition, found: found };
    toForm(definition, isOwnDay);
    at("notice").hidden = !bad;
    put("notice", bad ? filled(words.bad_address, { part: plain(bad) }) : "");
    put("sentence", sentence(definition, found));
    at("answer").hidden = Boolean(found.refused);
    if (found.refused) return;
    var counted = filled(words.counts[found.n === 1 ? 0 : 1], { matched: number(found.matched), n: number(found.n) });
    put("matched", counted);
    var notes = [];
    if (found.untested) notes.push(filled(words.untested[found.untested === 1 ? 0 : 1], { n: number(found.untested) }));
    if (found.negative) notes.push(filled(words.first[found.negative === 1 ? 0 : 1], { n: number(found.negative) }));
    put("matched-note", notes.join("; "));
    put("median", found.n ? lagText(found.median) : words.unknown);
    put("median-note", medianNote(found, judgment));
    put("share", found.n ? share(found.share) : words.unknown);
    var isNone = found.n < FEWEST || found.shareLower === null || found.shareUpper === null, isFlat = found.shareLower === 0 && found.shareUpper === 0;
    put("share-note", isNone ? words.no_interval : isFlat ? words.none_matched : filled(words.interval_textbook, { ends: filled(words.between, { lower: share(found.shareLower), upper: share(found.shareUpper) }) }));
    put("verdict", judgment ? words.verdicts[judgment[3]] : words.verdict_none);
    put("verdict-note", judgment ? words.verdict_judged : words.verdict_not_judged);
    showPlace(found, judgment);
    showRecords(found);
    draw();
  }
  function medianNote(found, judgment) {
    if (found.n < FEWEST) return filled(words.interval_few, { n: number(FEWEST) });
    if (judgment && judgment[2] === 2) return words.interval_chains;
    if (judgment) return filled(words.interval_wider, { ends: interval(judgment[0], judgment[1]) });
    return filled(words.interval_textbook, { ends: interval(found.lower, found.upper) });
  }
  function showPlace(found, judgment) {
    var all = number(data.medians.length);
    if (judgment && judgment[4] !== null) {
      put("place", filled(words.place, { place: number(judgment[4]), n: all }));
      put("place-note", words.place_judged);
      return;
    }
    put("place", words.verdict_none);
    var shorter = data.medians.filter(function (days) { return days !== null && days < found.median; }).length;
    put("place-note", found.median === null ? filled(words.place_none, { all: all }) : filled(words.place_between[shorter === 1 ? 0 : 1], { n: number(shorter), all: all }));
  }
  function showRecords(found) {
    var body = at("records");
    body.replaceChildren();
    found.rows.slice().reverse().forEach(function (row) {
      var line = node("tr", {}, null, body);
      cell(line, releaseName(row.record.place), points(row.record.score), "text");
      cell(line, shortDay(row.record.day), "", "day");
      if (row.match) {
        cell(line, releaseName(row.match.place), points(row.match.score), "text");
        cell(line, shortDay(row.match.day), "", "day");
        cell(line, number(row.lag), "", "number");
      } else {
        cell(line, "–", "", "text");
        cell(line, "–", "", "day");
        cell(line, waiting(row), "", "running");
      }
    });
  }
  function waiting(row) {
    return row.follow === null ? words.untested_record : filled(words.running[row.follow === 1 ? 0 : 1], { days: number(row.follow) });
  }
  function points(score) {
    return scales[shown.definition.scale].type === "proportion" ? share(score) : number(Math.round(score * 10) / 10, 1);
  }
  function cell(line, text, note, kind) {
    var made = node("td", { class: kind, "data-label": at("heads").children[line.children.length].textContent }, null, line);
    var span = node("span", {}, text, made);
    if (note) node("small", {}, note, span);
  }

  function draw() {
    drawStairs(at("stairs"));
    drawLags(at("lags"));
    drawCurve(at("curve"));
  }
  function picture(holder, height, label) {
    holder.replaceChildren();
    var width = Math.max(280, Math.min(760, Math.floor(holder.clientWidth)));
    var svg = node("svg", { viewBox: "0 0 " + width + " " + height, width: width, height: height, role: "img", "aria-label": label }, null, holder);
    return { svg: svg, width: width, height: height };
  }
  function steps(low, high, most) {
    var size = Math.pow(10, Math.floor(Math.log10((high - low) / most))), at = [1, 2, 5, 10].find(function (one) { return (high - low) / (one * size) <= most; });
    var found = [], step = (at || 10) * size;
    for (var tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) found.push(Math.round(tick / step) * step);
    return found;
  }
  function nothing(holder) { holder.replaceChildren(node("p", { class: "nothing" }, words.nothing)); }
  function drawStairs(holder) {
    var found = shown.found, start = READ.from(shown.definition.from).day, leaders = recordsOf(found.leaders), laggards = recordsOf(found.laggards);
    if (!leaders.length && !laggards.length) return nothing(holder);
    var all = leaders.concat(laggards), first = Math.min.apply(null, all.map(function (one) { return one.day; }));
    var low = start === null ? first : Math.max(first, Math.min(start, data.asOf - 60));
    var label = filled(words.stairs, { leaders: groupName(shown.definition.leader), laggards: groupName(shown.definition.laggard) });
    var plot = picture(holder, 300, label), left = 44, right = plot.width - 12, top = 14, bottom = 270;
    // From the level at the first day on.
    function shownOf(records) {
      var first = records.findIndex(function (one) { return one.day >= low; });
      if (first < 0) first = records.length;
      return records.slice(first > 0 && (first === records.length || records[first].day > low) ? first - 1 : first);
    }
    leaders = shownOf(leaders);
    laggards = shownOf(laggards);
    var scores = leaders.concat(laggards).map(function (one) { return one.score; });
    var least = Math.min.apply(null, scores), most = Math.max.apply(null, scores), room = (most - least || Math.abs(most) || 1) * 0.06;
    least -= room; most += room;
    function x(day) { return left + (right - left) * (day - low) / (data.asOf - low || 1); }
    function y(score) { return bottom - (bottom - top) * (score - least) / (most - least); }
    var isShare = scales[shown.definition.scale].type === "proportion";
    steps(least, most, 5).forEach(function (tick) {
      node("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), class: "grid" }, null, plot.svg);
      node("text", { x: left - 6, y: y(tick) + 4, class: "tick end" }, isShare ? percent(tick) : number(tick), plot.svg);
    });
    var year = new Date(low * DAY).getUTCFullYear() + 1, last = new Date(data.asOf * DAY).getUTCFullYear();
    for (; year <= last; year++) {
      var day = Date.UTC(year, 0, 1) / DAY;
      node("line", { x1: x(day), x2: x(day), y1: bottom, y2: bottom + 5, class: "axis" }, null, plot.svg);
      node("text", { x: x(day), y: bottom + 18, class: "tick middle" }, String(year), plot.svg);
    }
    node("line", { x1: left, x2: right, y1: bottom, y2: bottom, class: "axis" }, null, plot.svg);
    [[laggards, "china"], [leaders, "us"]].forEach(function (side) {
      var path = side[0].map(function (one, place) {
        return place ? "H" + x(one.day) + "V" + y(one.score) : "M" + x(Math.max(one.day, low)) + " " + y(one.score);
      }).join("");
      if (path) node("path", { d: path + "H" + right, class: "stair " + side[1] }, null, plot.svg);
      side[0].filter(function (one) { return one.day >= low; }).forEach(function (one) {
        var dot = node("circle", { cx: x(one.day), cy: y(one.score), r: 3.2, class: "dot " + side[1] }, null, plot.svg);
        node("title", {}, releaseName(one.place) + ", " + longDay(one.day) + ", " + points(one.score), dot);
      });
    });
  }
  function drawLags(holder) {
    var rows = shown.found.rows.filter(function (row) { return row.match || row.follow !== null; });
    if (!rows.length) return nothing(holder);
    var days = rows.map(function (row) { return row.match ? row.lag : row.follow; });
    var isNarrow = holder.clientWidth < 560, size = isNarrow ? 32 : 20;
    var plot = picture(holder, rows.length * size + 44, words.lags), left = isNarrow ? 6 : 200, right = plot.width - 46, top = 18;
    var low = Math.min(0, Math.min.apply(null, days)), high = Math.max(200, Math.max.apply(null, days)), bottom = top + rows.length * size;
    function x(day) { return left + (right - left) * (day - low) / (high - low); }
    steps(low, high, isNarrow ? 4 : 7).forEach(function (tick) {
      node("line", { x1: x(tick), x2: x(tick), y1: top, y2: bottom, class: "grid" }, null, plot.svg);
      node("text", { x: x(tick), y: bottom + 16, class: "tick middle" }, number(tick), plot.svg);
    });
    node("line", { x1: x(SIX_MONTHS), x2: x(SIX_MONTHS), y1: top, y2: bottom, class: "line" }, null, plot.svg);
    node("text", { x: x(SIX_MONTHS), y: 12, class: "tick middle" }, words.six_months, plot.svg);
    rows.forEach(function (row, place) {
      var y = top + place * size + (isNarrow ? 22 : 10), value = row.match ? row.lag : row.follow;
      var kind = !row.match ? "waits" : row.lag <= SIX_MONTHS ? "in-time" : "late", name = releaseName(row.record.place);
      node("text", { x: isNarrow ? left : left - 8, y: isNarrow ? y - 8 : y + 4, class: isNarrow ? "name" : "name end" }, name.length > 30 ? name.slice(0, 29) + "…" : name, plot.svg);
      node("line", { x1: x(0), x2: x(value), y1: y, y2: y, class: "bar " + kind }, null, plot.svg);
      var diamond = "M" + (x(value) - 5.5) + " " + y + "l5.5 -5.5l5.5 5.5l-5.5 5.5z";
      var dot = kind === "late" ? node("path", { d: diamond, class: "mark late" }, null, plot.svg)
        : node("circle", { cx: x(value), cy: y, r: 4, class: "mark " + kind }, null, plot.svg);
      node("title", {}, name + ": " + (row.match ? filled(words.days_only[Math.abs(row.lag) === 1 ? 0 : 1], { days: number(row.lag) }) + ", " + releaseName(row.match.place) : waiting(row)), dot);
      node("text", { x: x(Math.max(0, value)) + 9, y: y + 4, class: "value" }, number(value) + (row.match ? "" : "+"), plot.svg);
    });
  }
  function drawCurve(holder) {
    var curve = shown.found.curve;
    if (!curve.length) return nothing(holder);
    var plot = picture(holder, 300, words.curve), left = 44, right = plot.width - 14, top = 20, bottom = 234;
    var last = curve[curve.length - 1], high = Math.max(365, last.day);
    function x(day) { return left + (right - left) * day / high; }
    function y(value) { return bottom - (bottom - top) * value; }
    function path(name) {
      var made = "M" + x(0) + " " + y(1);
      curve.forEach(function (step) { made += "H" + x(step.day) + "V" + y(step[name]); });
      return made;
    }
    [0, 0.25, 0.5, 0.75, 1].forEach(function (tick) {
      node("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), class: tick === 0.5 ? "line" : "grid" }, null, plot.svg);
      node("text", { x: left - 6, y: y(tick) + 4, class: "tick end" }, percent(tick), plot.svg);
    });
    var band = curve.filter(function (step) { return !isNaN(step.lower) && !isNaN(step.upper); });
    if (band.length) {
      var up = "M" + x(0) + " " + y(1), down = "", before = 1;
      band.forEach(function (step, place) {
        var next = place + 1 < band.length ? band[place + 1].day : Math.min(high, last.day);
        up += "H" + x(step.day) + "V" + y(step.upper);
        down = "V" + y(step.lower) + "H" + x(step.day) + down;
        before = next;
      });
      node("path", { d: up + "H" + x(before) + down + "V" + y(1) + "Z", class: "band" }, null, plot.svg);
    }
    node("path", { d: path("survival") + "H" + x(last.day), class: "stair us" }, null, plot.svg);
    curve.forEach(function (step) {
      if (step.censored) node("line", { x1: x(step.day), x2: x(step.day), y1: y(step.survival) - 5, y2: y(step.survival) + 5, class: "censored" }, null, plot.svg);
    });
    node("line", { x1: x(SIX_MONTHS), x2: x(SIX_MONTHS), y1: top, y2: bottom, class: "line" }, null, plot.svg);
    node("text", { x: x(SIX_MONTHS), y: 13, class: "tick middle" }, words.six_months, plot.svg);
    node("text", { x: 0, y: bottom + 40, class: "tick" }, words.at_risk, plot.svg);
    steps(0, high, plot.width < 480 ? 4 : 7).forEach(function (tick) {
      var left = curve.filter(function (step) { return step.day < tick; }).reduce(function (sum, step) { return sum + step.matched + step.censored; }, 0);
      node("text", { x: x(tick), y: bottom + 17, class: "tick middle" }, number(tick), plot.svg);
      node("text", { x: x(tick), y: bottom + 57, class: "tick middle" }, number(shown.found.n - left), plot.svg);
    });
  }

  function start() {
    data = window.openlagExplore;
    data.scales.forEach(function (scale) { scales[scale.id] = scale; });
    if (!scales[data.headline.scale]) return fail();
    headline = {
      leader: data.headline.leader, laggard: data.headline.laggard, scale: data.headline.scale, rule: "strict", dates: "available",
      from: isoDay(data.gpt4), cohort: "records", censoring: "as_of",
    };
    fillForm();
    var written = null;
    function read() {
      var hash = window.location.hash;
      if (hash.replace(/^#/, "") === written) return;
      var given = fromAddress(hash);
      show(given.definition, given.bad);
    }
    function choose(definition, isOwnDay) {
      written = toAddress(definition);
      show(definition, null, isOwnDay);
      if (window.location.hash.replace(/^#/, "") !== written) window.location.hash = written;
    }
    at("choices").addEventListener("submit", function (event) { event.preventDefault(); });
    at("choices").addEventListener("change", function (event) {
      if (event.target.id === "rule" && at("rule").value !== "strict") at("amount").value = at("rule").value === "points" ? 1 : 90;
      var definition = fromForm();
      if (definition.leader === definition.laggard) definition[event.target.id.indexOf("leader") === 0 ? "laggard" : "leader"] = event.target.id.indexOf("leader") === 0 ? headline.laggard : headline.leader;
      if (definition.leader === definition.laggard) Object.assign(definition, { leader: headline.leader, laggard: headline.laggard });
      choose(definition, at("start").value === "day");
    });
    at("back").addEventListener("click", function () { choose(Object.assign({}, headline)); });
    window.addEventListener("hashchange", function () {
      if (window.location.hash.replace(/^#/, "") !== written) { written = null; read(); }
    });
    var width = 0;
    new ResizeObserver(function () {
      if (Math.abs(at("stairs").clientWidth - width) > 8) { width = at("stairs").clientWidth; draw(); }
    }).observe(at("stairs"));
    at("explorer").hidden = false;
    read();
    width = at("stairs").clientWidth;
    window.openlagLag = { measure: measure, sentence: sentence };
  }

  var script = document.createElement("script");
  script.src = words.data;
  function fail() { at("notice").hidden = false; put("notice", words.no_data); }
  script.onload = start;
  script.onerror = fail;
  document.head.appendChild(script);
})();
