"""A slow, obvious twin of the exposed-share model: plain loops over rows, and one dense inverse.

Written from the table of the method, sharing nothing with the code but the tables.
"""

from collections import defaultdict

import numpy as np

NUMBER = {"verified": 1.0, "reported": 0.7, "inferred": 0.4, "estimated": 0.2}


def completed(shares):
    """Blank shares split what is left, equally."""
    known = sum(share for share in shares if share is not None)
    blanks = sum(share is None for share in shares)
    return [(1 - known) / blanks if share is None else share for share in shares]


def weights(item, slots):
    """Return ω0 and ω of each slot; blank ones split what is left by mass."""
    given = {slot: rows[0]["weight"] for slot, rows in slots.items()}
    known = sum(weight for weight in given.values() if weight is not None)
    own = item["own_weight"]
    if own is None:
        own = (1 - known) * (0.3 if None in given.values() else 1.0)
    mass = {
        slot: sum(split * row["qty"] for split, row in zip(splits(rows), rows, strict=True))
        for slot, rows in slots.items()
        if given[slot] is None
    }
    for slot, kilograms in mass.items():
        given[slot] = (1 - own - known) * kilograms / sum(mass.values())
    return own, given


def splits(rows):
    """Return α/Σα of the rows of a slot."""
    shares = completed([row["share"] for row in rows])
    total = sum(shares)
    return [share / total if total > 0 else 1 / len(shares) for share in shares]


def rows_into(data):
    """Return the weights into every node, as source -> weight by node."""
    items = {row["id"]: row | {"node": f"Part:{row['id']}"} for row in data["parts"]}
    items |= {
        row["id"]: {"own_weight": None, "process": "assembly", "node": f"Product:{row['id']}"}
        for row in data["products"]
    }
    process = {row["id"]: row["process"] for row in data["sites"]}
    made, slots = defaultdict(list), defaultdict(lambda: defaultdict(list))
    for row in data["makes"]:
        made[row["item_id"]].append(row)
    for row in data["input_to"]:
        slots[row["output_id"]][row["slot"]].append(row)
    makers = {
        item: [(row["site_id"], share) for row, share in zip(rows, completed([r["share"] for r in rows]), strict=True)]
        for item, rows in made.items()
    }
    into = defaultdict(lambda: defaultdict(float))
    for name, item in items.items():
        own, omega = weights(item, slots[name])
        node, of_item = into[item["node"]], makers.get(name, [])
        for site, share in of_item:
            node[f"Site:{site}"] += own * share
        node[f"Unknown:{item['process']}"] += own * (1 - sum(share for _, share in of_item))
        node["Unknown:*"] += 1 - own - sum(omega.values())
        twin = into[f"Twin:{name}"]
        twin[f"Unknown:{item['process']}"] += own
        twin["Unknown:*"] += 1 - own - sum(omega.values())
        for slot, rows in slots[name].items():
            shares, weight = completed([row["share"] for row in rows]), omega[slot]
            gap = 1 - sum(shares)
            for row, share, split in zip(rows, shares, splits(rows), strict=True):
                through(node, row, weight * share, of_item, makers, process)
                kind = "Mix" if row["input_kind"] == "material" else "Twin"
                node[f"{kind}:{row['input_id']}"] += weight * gap * split
                twin[f"{kind}:{row['input_id']}"] += weight * share
                twin[f"Mix:{row['input_id']}" if kind == "Mix" else "Unknown:*"] += weight * gap * split
    for material in data["materials"]:
        rows = [row for row in data["world_share"] if row["material_id"] == material["id"]]
        for row in rows:
            into[f"Mix:{material['id']}"][f"Origin:{row['country']}:{material['id']}"] += row["share"]
        into[f"Mix:{material['id']}"]["Unknown:mining"] += 1 - sum(row["share"] for row in rows)
    return into


def through(node, row, weight, of_item, makers, process):
    """Add what comes through one input row."""
    number, source = NUMBER[row["confidence"]], row["input_id"]
    if row["input_kind"] == "part":
        back = (row["recycled_post"] or 0.0) * number
        node[f"Part:{source}"] += weight * (1 - back)
        recyclers = makers.get(source, [])
        for site, share in recyclers:
            node[f"Site:{site}"] += weight * back * share
        node["Unknown:recycling"] += weight * back * (1 - sum(share for _, share in recyclers))
        return
    miners = [(site, share) for site, share in of_item if process[site] == "mining"]
    recyclers = [(site, share) for site, share in of_item if process[site] == "recycling"]
    recycled = row["recycled_post"]
    back = (sum(share for _, share in recyclers) if recycled is None else recycled) * number
    for site, share in miners:
        node[f"Site:{site}"] += weight * (1 - back) * share
    node[f"Mix:{source}"] += weight * (1 - back) * (1 - sum(share for _, share in miners))
    for site, share in recyclers:
        node[f"Site:{site}"] += weight * back * share
    node["Unknown:recycling"] += weight * back * (1 - sum(share for _, share in recyclers))


def exposures(data, risk):
    """Return x of every node by key; `risk` gives r of the terminals by key."""
    into = rows_into(data)
    keys = sorted({*into, *(source for row in into.values() for source in row)})
    place = {key: position for position, key in enumerate(keys)}
    a, b = np.zeros((len(keys), len(keys))), np.zeros(len(keys))
    for key in keys:
        if key in into:
            for source, weight in into[key].items():
                a[place[key], place[source]] += weight
        else:
            b[place[key]] = risk(key)
    return dict(zip(keys, np.linalg.solve(np.eye(len(keys)) - a, b), strict=True))
