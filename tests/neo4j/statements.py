"""Generated statements of the shared dialect, and random graphs to ask them of."""

import random

from graph.tables import Tables
from tests.graph.database.canonical import frame_of

TEXTS = [
    "",
    "a",
    "A",
    "ab",
    "\u96f6\u4ef6",
    "\u00e5\u00e4\u00f6",
    "\u0416",
    "x'y",
    "10",
    "2026-01-01",
    " z ",
    "\U0001f600",
]
DAYS = ["2024-02-29", "2025-12-31", "2026-01-01", "2026-06-01", "1999-01-01"]
NUMBERS = ["0", "1", "0.5", "-1.5", "1000000", "0.1", "2"]

NODES = {
    "Product": {"name": "text", "model_year": "int", "gwp_eol": "float"},
    "Part": {
        "name": "text",
        "part_class": "text",
        "unit_value": "float",
        "lca_required": "bool",
        "pcf_valid_to": "date",
    },
    "Supplier": {"name": "text", "tier1": "bool", "status_since": "date", "owner_user": "text"},
    "Site": {"name": "text", "workers": "int", "opened": "date", "lat": "float"},
    "Assessment": {"name": "text", "score": "float", "issued_on": "date", "expires_on": "date", "rating": "text"},
    "Country": {"name": "text", "cahra": "bool", "region": "text"},
}
RELATIONSHIPS = {
    "INPUT_TO": ({"slot": "text", "share": "float", "valid_from": "date"}, "Part", "Part"),
    "MAKES": ({"share": "float", "valid_from": "date"}, "Site", "Part"),
    "OWNS": ({"percent": "float"}, "Supplier", "Supplier"),
    "OPERATES": ({"percent": "float"}, "Supplier", "Site"),
    "LOCATED_IN": ({"source": "text"}, "Site", "Country"),
    "ABOUT": ({"source": "text"}, "Assessment", "Supplier"),
}


def graph(seed: int) -> Tables:
    """Return a small random graph with cycles, parallel relationships, nulls, dates and other scripts."""
    rng = random.Random(seed)

    def some(values, blank=0.3):
        return None if rng.random() < blank else rng.choice(values)

    def name():
        return rng.choice(TEXTS[1:])

    n = rng.randint(3, 9)
    parts, suppliers, sites = ([f"{letter}{i}" for i in range(n)] for letter in "POS")
    places = ["SE", "CN", "CD"]
    rows = {
        "countries": [
            {
                "id": place,
                "name": place,
                "level": "country",
                "cahra": some(["true", "false"]),
                "region": some(TEXTS[1:]),
            }
            for place in places
        ],
        "products": [
            {"id": f"X{i}", "name": name(), "model_year": some(["2025", "2026"]), "gwp_eol": some(NUMBERS)}
            for i in range(3)
        ],
        "parts": [
            {"id": part, "name": name(), "unit": "C62", "process": "cell", "part_class": some(TEXTS[1:])}
            | {"unit_value": some(NUMBERS), "lca_required": some(["true", "false"]), "pcf_valid_to": some(DAYS)}
            for part in parts
        ],
        "suppliers": [
            {"id": supplier, "name": name(), "country": rng.choice(places), "tier1": some(["true", "false"])}
            | {"status_since": some(DAYS), "owner_user": some(TEXTS[1:])}
            for supplier in suppliers
        ],
        "sites": [
            {"id": site, "name": name(), "supplier_id": some(suppliers), "kind": "plant", "process": "cell"}
            | {"country": rng.choice(places), "workers": some(["0", "7", "900"]), "opened": some(DAYS)}
            | {"lat": some(NUMBERS), "operator_percent": some(["10", "50.5"])}
            for site in sites
        ],
        "input_to": [
            {"input_kind": "part", "input_id": rng.choice(parts), "slot": f"s{i}", "qty": "1", "unit": "C62"}
            | (
                {"output_kind": "part", "output_id": rng.choice(parts)}
                if i % 4
                else {"output_kind": "product", "output_id": "X1"}
            )
            | {"share": some(["0.5", "0.25", "1", "0"]), "valid_from": some(DAYS[:3])}
            for i in range(3 * n)
        ],
        "makes": [
            {"site_id": rng.choice(sites), "item_kind": "part", "item_id": part, "share": some(["1", "0.5"])}
            for part in parts
        ],
        "owns": [
            {"owner_id": suppliers[i], "owned_id": suppliers[i + 1], "percent": "60"}
            for i in range(n - 1)
            if rng.random() < 0.6
        ],
        "assessments": [
            {"id": f"A{i}", "name": name(), "subject_kind": "supplier", "subject_id": rng.choice(suppliers)}
            | {"kind": "SAQ", "score": some(NUMBERS[:3]), "issued_on": rng.choice(DAYS), "expires_on": some(DAYS)}
            | {"rating": some(TEXTS[1:])}
            for i in range(n)
        ],
    }
    return Tables({table: frame_of(table, found) for table, found in rows.items() if found})


class Writer:
    """Writes statements; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def statement(self) -> str:
        """Return a statement with named columns and a total order."""
        return self.rng.choice(
            [
                self.rows,
                self.rows,
                self.grouped,
                self.optional,
                self.reach,
                self.lists,
                self.union,
                self.subquery,
                self.shortest,
            ]
        )()

    def step(self, hops=""):
        """Return (pattern, name of the relationship or "", start label, end label)."""
        kind = self.rng.choice(list(RELATIONSHIPS))
        _, start, end = RELATIONSHIPS[kind]
        label = f":{end}" if self.rng.random() < 0.7 else ""
        name = "" if hops else "r"
        if self.rng.random() < 0.4:
            return f"(b{label})<-[{name}:{kind}{hops}]-(a:{start})", kind, start, end
        return f"(a:{start})-[{name}:{kind}{hops}]->(b{label})", kind, start, end

    def value(self, kind):
        if kind == "text":
            return "'" + self.rng.choice(TEXTS).replace("'", "\\'") + "'"
        if kind == "date":
            return f"date('{self.rng.choice(DAYS)}')"
        if kind == "bool":
            return self.rng.choice(["true", "false"])
        return self.rng.choice(["0", "1", "7", "2026"] if kind == "int" else NUMBERS)

    def property(self, name, label):
        field = self.rng.choice(list(NODES[label]))
        return f"{name}.{field}", NODES[label][field]

    def test(self, name, label, depth=1):
        field, kind = self.property(name, label)
        forms = [f"{field} IS NULL", f"{field} IS NOT NULL", f"{field} {self.comparison()} {self.value(kind)}"]
        forms.append(f"{field} IN [{self.value(kind)}, {self.value(kind)}]")
        forms.append(f"NOT {field} = {self.value(kind)}")
        if kind == "text":
            forms += [f"{field} {how} {self.value(kind)}" for how in ("STARTS WITH", "ENDS WITH", "CONTAINS")]
            forms += [f"size({field}) > 1", f"toLower({field}) = toLower({self.value(kind)})"]
        if kind == "bool":
            forms += [field, f"NOT {field}"]
        if kind in {"int", "float"}:
            forms += [f"{field} + 1 > {self.value(kind)}", f"abs({field}) <= 1"]
        if depth:
            both = self.test(name, label, depth - 1), self.test(name, label, depth - 1)
            forms += [f"({both[0]}) {word} ({both[1]})" for word in ("AND", "OR", "XOR")]
            kind = self.rng.choice([k for k, (_, s, _) in RELATIONSHIPS.items() if s == label] or ["INPUT_TO"])
            forms += [f"EXISTS {{ MATCH ({name})-[:{kind}]->(z) }}", f"NOT EXISTS {{ MATCH ({name})<-[:{kind}]-(z) }}"]
        return self.rng.choice(forms)

    def comparison(self):
        return self.rng.choice(["=", "<>", "<", "<=", ">", ">="])

    def expression(self, name, label):
        field, kind = self.property(name, label)
        forms = [field, f"coalesce({field}, {self.value(kind)})", f"{field} = {self.value(kind)}", f"{field} IS NULL"]
        forms.append(f"CASE WHEN {self.test(name, label, 0)} THEN {self.value(kind)} ELSE {field} END")
        if kind == "text":
            forms += [f"{how}({field})" for how in ("toUpper", "toLower", "trim", "size", "reverse", "toString")]
            forms += [
                f"substring({field}, 0, 1)",
                f"{field} + 'x'",
                f"split({field}, 'a')",
                f"replace({field}, 'a', 'b')",
            ]
            forms += [f"left({field}, 1)", f"right({field}, 1)", f"toInteger({field})", f"toFloat({field})"]
        if kind == "date":
            forms += [f"{field}.year", f"{field}.month", f"toString({field})", f"{field} < {self.value(kind)}"]
            forms.append(f"duration.inDays({field}, {self.value(kind)}).days")
        if kind in {"int", "float"}:
            forms += [
                f"{field} * 2",
                f"{field} - 0.5",
                f"abs({field})",
                f"sign({field})",
                f"toInteger({field})",
                f"-{field}",
            ]
            forms += [f"floor({field})", f"ceil({field})", f"{field} / 2.0", f"toFloat({field})"]
        return self.rng.choice(forms)

    def edge(self, kind):
        field = self.rng.choice(list(RELATIONSHIPS[kind][0]))
        return f"r.{field}"

    def tail(self, *columns):
        skip = f" SKIP {self.rng.randint(1, 3)}" if self.rng.random() < 0.15 else ""
        down = [f"{column} DESC" if self.rng.random() < 0.3 else column for column in columns]
        return f" ORDER BY {', '.join(down)}{skip} LIMIT {self.rng.randint(1, 60)}"

    def rows(self):
        pattern, kind, start, _end = self.step()
        where = f" WHERE {self.test('a', start)}" if self.rng.random() < 0.8 else ""
        more = self.rng.choice([self.edge(kind), self.expression("a", start), "labels(b)[0]", "type(r)"])
        distinct = "DISTINCT " if self.rng.random() < 0.3 else ""
        return (
            f"MATCH {pattern}{where} RETURN {distinct}a.id AS a, b.id AS b, "
            f"{self.expression('a', start)} AS c, {more} AS d" + self.tail("a", "b", "c", "d")
        )

    def grouped(self):
        pattern, _, start, _end = self.step()
        field, kind = self.property("a", start)
        sums = ["count(*)", f"count({field})", f"count(DISTINCT {field})", f"min({field})", f"max({field})"]
        if kind in {"int", "float"}:
            sums += [f"sum({field})", f"avg({field})"]
        where = f" WHERE {self.test('a', start)}" if self.rng.random() < 0.5 else ""
        having = " WHERE c > 1" if self.rng.random() < 0.3 else ""
        return (
            f"MATCH {pattern}{where} WITH b, count(*) AS c, {self.rng.choice(sums)} AS d{having} "
            f"RETURN b.id AS b, c, d" + self.tail("b", "c", "d")
        )

    def optional(self):
        label = self.rng.choice(list(NODES))
        pattern, kind, start, end = self.step()
        where = f" WHERE {self.test('b', end)}" if self.rng.random() < 0.6 else ""
        del label
        return (
            f"MATCH (a:{start}) OPTIONAL MATCH {pattern}{where} "
            f"RETURN a.id AS a, b.id AS b, {self.edge(kind)} AS c, {self.expression('b', end)} AS d"
            + self.tail("a", "b", "c", "d")
        )

    def reach(self):
        low, high = self.rng.choice([(0, 2), (1, 2), (1, 4), (2, 3), (1, 8)])
        start = self.rng.choice(["Part", "Supplier", "Site"])
        types = {"Part": "INPUT_TO", "Supplier": "OWNS", "Site": "MAKES|INPUT_TO"}[start]
        where = f" WHERE {self.test('a', start)}" if self.rng.random() < 0.6 else ""
        return (
            f"MATCH (a:{start})-[:{types}*{low}..{high}]->(n){where} "
            "WITH a, collect(DISTINCT n) AS items UNWIND items AS i "
            "RETURN a.id AS a, labels(i)[0] AS b, i.id AS c" + self.tail("a", "b", "c")
        )

    def lists(self):
        pattern, _, start, _ = self.step()
        field, kind = self.property("a", start)
        take = self.rng.choice(["", "[0]", "[..2]", "[1..]", "[-1]"])
        made = self.rng.choice(
            [
                f"l{take}",
                "size(l)",
                f"[x IN l WHERE x = {self.value(kind)} | x]",
                f"any(x IN l WHERE x = {self.value(kind)})",
                f"all(x IN l WHERE x <> {self.value(kind)})",
                f"none(x IN l WHERE x {self.comparison()} {self.value(kind)})",
                f"single(x IN l WHERE x = {self.value(kind)})",
                "head(l)",
                "last(l)",
                "tail(l)",
                "reverse(l)",
                "reduce(s = 0, x IN l | s + 1)",
                f"{self.value(kind)} IN l",
                "l + l",
                "l = []",
            ]
        )
        return (
            f"MATCH {pattern} WITH a, b ORDER BY a.id, b.id WITH b, collect({field}) AS l "
            f"RETURN labels(b)[0] AS a, b.id AS b, {made} AS c" + self.tail("a", "b")
        )

    def union(self):
        one, two = self.step(), self.step()
        every = self.rng.choice(["UNION", "UNION ALL"])
        return (
            f"CALL () {{ MATCH {one[0]} RETURN a.id AS a, {self.expression('a', one[2])} AS c {every} "
            f"MATCH {two[0]} RETURN a.id AS a, {self.expression('a', two[2])} AS c }} "
            "RETURN a, count(c) AS n" + self.tail("a", "n")
        )

    def subquery(self):
        pattern, kind, start, _ = self.step()
        where = f" WHERE {self.test('a', start)}" if self.rng.random() < 0.6 else ""
        return (
            f"MATCH (a:{start}){where} "
            f"CALL (a) {{ MATCH {pattern} RETURN count(r) AS n, max({self.edge(kind)}) AS m }} "
            "RETURN a.id AS a, n, m" + self.tail("a", "n", "m")
        )

    def shortest(self):
        return (
            f"MATCH (a:Part {{id: 'P{self.rng.randint(0, 3)}'}}), (b:Part) WHERE a.id <> b.id "
            f"MATCH x = shortestPath((a)-[:INPUT_TO*1..{self.rng.randint(1, 6)}]->(b)) "
            "RETURN b.id AS b, length(x) AS n" + self.tail("b", "n")
        )
