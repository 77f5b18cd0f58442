"""What a server holds, as comparable text: of ours and of others."""

from graph.database.projection import Projection


def ours(admin) -> list[tuple]:
    """Return every node and relationship that Tierlight wrote, with all properties but `my_note`, sorted."""
    nodes = admin("MATCH (n) WHERE n.tl_hash IS NOT NULL RETURN labels(n) AS labels, properties(n) AS properties")
    relationships = admin(
        "MATCH (a)-[r]->(b) WHERE r.tl_hash IS NOT NULL RETURN [type(r), labels(a)[0], a.id, labels(b)[0], "
        "b.id] AS labels, properties(r) AS properties"
    )
    return sorted(
        (
            tuple(row["labels"]),
            tuple(sorted((name, str(value)) for name, value in row["properties"].items() if name != "my_note")),
        )
        for row in [*nodes, *relationships]
    )


def counts(admin) -> tuple[dict, dict]:
    """Return nodes per label and relationships per type, of everybody's, but for the state node."""
    nodes = admin("MATCH (n) WHERE NOT n:Tierlight RETURN labels(n)[0] AS name, count(*) AS n")
    relationships = admin("MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS n")
    return {row["name"]: row["n"] for row in nodes}, {row["name"]: row["n"] for row in relationships}


def wanted(projection: Projection) -> tuple[dict, dict]:
    """Return the counts of a projection, without zeros."""
    return tuple(
        {name: n for name, n in found.items() if n}
        for found in (projection.node_counts, projection.relationship_counts)
    )
