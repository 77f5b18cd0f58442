"""Slow, obvious twin of the scoring: one site at a time, straight from the rows, by the words of the method."""

from datetime import date, timedelta

from graph.parameters import Parameters
from tests.graph.risk.cases import TODAY


class Twin:
    """Scores of one site or country of a case, None where there are no data."""

    def __init__(self, case: dict[str, list[dict]], parameters: Parameters):
        self.case, self.p = case, parameters
        self.row = {name: {r["id"]: r for r in case[name]} for name in ("countries", "indicators", "sites")}

    # --- indicators ---

    def score(self, row):
        spec = self.row["indicators"][row["indicator_id"]]
        if spec["direction"] == "ordinal":
            classes = dict(pair.split(":") for pair in spec["ordinal_map"].split(";"))
            text = classes.get(f"{row['value']:g}")
            return None if text is None else float(text)
        s = min(max((row["value"] - spec["lo"]) / (spec["hi"] - spec["lo"]), 0), 1)
        return 1 - s if spec["direction"] == "high_is_good" else s

    def values(self, kind, subject, dimension):
        """Return (indicator, weight, score, confidence number) of a subject."""
        found = []
        for name, spec in self.row["indicators"].items():
            rows = [
                r
                for r in self.case["scored"]
                if (r["subject_kind"], r["subject_id"], r["indicator_id"]) == (kind, subject, name)
                and r["year"] <= TODAY.year
            ]
            if spec["dimension"] == dimension and rows:
                row = max(rows, key=lambda r: r["year"])
                if self.score(row) is not None:
                    number = self.p[f"confidence.{row['confidence']}"]
                    found.append((name, spec["weight"], self.score(row), number))
        return found

    def power_mean(self, values):
        p = self.p["score.power"]
        return (sum(w * s**p for _, w, s, _ in values) / sum(w for _, w, _, _ in values)) ** (1 / p)

    def place_indicators(self, dimension):
        return {v[0]: v[1] for name in self.row["countries"] for v in self.values("country", name, dimension)}

    def confidence(self, values, dimension):
        held = {v[0] for v in values}
        missing = sum(w for name, w in self.place_indicators(dimension).items() if name not in held)
        return sum(v[1] * v[3] for v in values) / (sum(v[1] for v in values) + missing)

    # --- places ---

    def has_data(self, dimension):
        if any(
            self.values(kind, subject, dimension)
            for kind, subject in {(r["subject_kind"], r["subject_id"]) for r in self.case["scored"]}
        ):
            return True
        looked_up = [r for r in self.case["world_share"] if r["goods_listed"] is not None and r["year"] <= TODAY.year]
        return bool(looked_up) and self.spec(dimension).listed_minimum is not None

    def spec(self, dimension):
        return next(d for d in self.p.dimensions if d.id == dimension)

    def floored(self, value):
        return max(value, self.p["score.floor"])

    def source_of(self, name, dimension):
        """Return the place whose indicators count: a subdivision without any takes its country's."""
        row = self.row["countries"][name]
        if row["level"] == "subdivision" and not self.values("country", name, dimension):
            return row["parent"]
        return name

    def place(self, name, dimension, extra=()):
        """Return (V, low, high, confidence, imputed) of a place with further values."""
        name = self.source_of(name, dimension)
        values = [*self.values("country", name, dimension), *extra]
        if values:
            v = self.floored(self.power_mean(values))
            return v, v, v, self.confidence(values, dimension), False
        row = self.row["countries"][name]
        steps = zip(self.p["imputation.order"], self.p["imputation.confidence"], strict=True)
        for step, sure in steps:
            if step != "world" and row.get(step) is None:
                continue
            peers = sorted(
                self.floored(self.power_mean(self.values("country", other, dimension)))
                for other, peer in self.row["countries"].items()
                if peer["level"] == "country"
                and (step == "world" or peer.get(step) == row[step])
                and self.values("country", other, dimension)
            )
            if len(peers) >= self.p["imputation.minimum_peers"]:
                return percentile(peers, self.p["imputation.quantile"]), peers[0], peers[-1], sure, True
        return self.p["score.unknown"], 0.0, 1.0, self.p["imputation.confidence"][-1], True

    # --- sites ---

    def taken_in(self, site):
        row = self.row["sites"][site]
        if row["closed"] is not None and row["closed"] <= TODAY:
            return set()
        made = {m["item_id"] for m in self.case["makes"] if m["site_id"] == site and in_force(m)}
        return {i["input_id"] for i in self.case["input_to"] if i["output_id"] in made and in_force(i)}

    def listings(self, country):
        """Return the numbers of the rows that list each material in a country."""
        listed = {}
        for material in {r["material_id"] for r in self.case["world_share"]}:
            rows = [
                r
                for r in self.case["world_share"]
                if (r["country"], r["material_id"]) == (country, material)
                and r["goods_listed"] is not None
                and r["year"] <= TODAY.year
            ]
            last = [r for r in rows if r["year"] == max(q["year"] for q in rows)]
            numbers = [self.p[f"confidence.{r['confidence']}"] for r in last if r["goods_listed"]]
            if numbers:
                listed[material] = max(numbers)
        return listed

    def site(self, site, dimension):
        """Return R_inh, R, low, high, confidence, imputed; None where there is no score."""
        row, spec = self.row["sites"][site], self.spec(dimension)
        if row["kind"] in {"warehouse", "transit"} or not self.has_data(dimension):
            return None
        own = self.values("site", site, dimension)
        v, low, high, sure, imputed = self.place(row["subdivision"] or row["country"], dimension, own)
        process = self.p["process." + row["process"]][dimension]
        materials = [self.power_mean(x) for m in self.taken_in(site) if (x := self.values("material", m, dimension))]
        every = [self.power_mean(x) for m in ("co", "li", "mica") if (x := self.values("material", m, dimension))]
        hazard, most = max([process, *materials]), max([process, *every])
        inherent, least, largest = (
            self.floored(place) ** spec.place_exponent * self.floored(h) ** (1 - spec.place_exponent)
            for place, h in ((v, hazard), (low, hazard), (high, most))
        )
        extracts = row["process"] in self.p["propagation.extraction"]
        listed = self.listings(row["country"])
        numbers = [listed[m] for m in self.taken_in(site) if m in listed] if extracts else []
        minimum = spec.listed_minimum
        if minimum is not None and numbers:
            if minimum > inherent:
                sure, imputed = max(sure, *numbers), False
            inherent, least, largest = (max(x, minimum) for x in (inherent, least, largest))
        r, least, largest = (self.residual(site, spec, x) for x in (inherent, least, largest))
        if minimum is not None and extracts and listed:
            largest = max(largest, minimum)
        return inherent, r, least, largest, sure, imputed

    def residual(self, site, spec, inherent):
        a = 1.0
        for finding in self.case["findings"]:
            if self.about(finding, site) and finding["dimension"] == spec.id and finding["raised_on"] <= TODAY:
                a *= 1 - self.factor(finding)
        credit = (1 - self.evidence(site)) ** (1 - spec.place_exponent)
        return 1 - (1 - inherent * credit) * a

    def about(self, row, site):
        place = self.row["sites"][site]
        if row["subject_kind"] == "site":
            return row["subject_id"] == site
        begun = place["operator_from"] is None or place["operator_from"] <= TODAY
        ended = place["operator_to"] is not None and place["operator_to"] <= TODAY
        return row["subject_kind"] == "supplier" and row["subject_id"] == place["supplier_id"] and begun and not ended

    def factor(self, finding):
        number = self.p["findings.severity"][finding["severity"]] * self.p["findings.status"][finding["status"]]
        if finding["due_on"] < TODAY and finding["status"] != "closed":
            number *= self.p["findings.overdue"]
        if finding["repeat_of"]:
            number *= self.p["findings.repeat"]
        return min(number, self.p["findings.cap"])

    def evidence(self, site):
        best = {}
        for row in self.case["assessments"]:
            kind = "AUDIT" if row["kind"] == "CERT" else row["kind"]
            expired = row["expires_on"] is not None and row["expires_on"] <= TODAY
            if self.about(row, site) and row["issued_on"] <= TODAY and not expired:
                best[kind] = max(best.get(kind, 0), self.strength(row))
        weights = self.p["evidence.weight"]
        return self.p["evidence.cap"] * sum(weights.get(kind, 0) * value for kind, value in best.items())

    def strength(self, row):
        months = (TODAY - row["issued_on"]).days / 30.4375
        full, zero = self.p["evidence.full_months"], self.p["evidence.zero_months"]
        t = 1 if months <= full else max(0, (zero - months) / (zero - full))
        return self.quality(row) * t * self.p["evidence.row_confidence"].get(row["confidence"], 0)

    def quality(self, row):
        score, most = row["score"], row["score_max"]
        ratio = score / most if score is not None and most is not None else None
        if row["kind"] == "SAQ":
            return ratio if ratio is not None else self.p["evidence.saq_letter"].get(row["rating"], 0)
        if row["kind"] == "SSI":
            return ratio or 0
        if row["kind"] == "COC":
            return 1
        if "VAP" in (row["scheme"] or "") and score is not None:
            return min(max((score - 120) / 80, 0), 1)
        if ratio is not None and "VAP" not in (row["scheme"] or ""):
            return ratio
        return self.p["evidence.pass"] if row["outcome"] in {"passed", "conformant"} else 0


def percentile(values: list[float], q: float) -> float:
    """Return the linear percentile of sorted values."""
    at = q * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def in_force(row: dict) -> bool:
    """Return whether a row's interval holds the day."""
    begun = (row["valid_from"] or date.min) <= TODAY
    return begun and (row["valid_to"] or TODAY + timedelta(1)) > TODAY
