"""The page of the manual that lists every named question; made from the catalogue, so it never lags."""

from queries import Query, catalogue

HEAD = """# The named questions

{count} questions, each one file in `queries/` that can be pasted into Neo4j Browser unchanged. `tierlight queries NAME`
prints the Cypher, `tierlight query NAME --param key=value` asks it; both graph databases give the same rows in the
same order. An id that is not in the graph is an error, never an empty answer. A parameter of type `Product`, `Site` and
the like is the id of such a node; `today` is the as-of date of the current run.
"""


def page() -> str:
    """Return the page, in Markdown."""
    groups: dict[str, list[Query]] = {}
    for query in catalogue().values():
        groups.setdefault(query.group, []).append(query)
    parts = [HEAD.format(count=len(catalogue()))]
    for group, queries in sorted(groups.items()):
        parts.append(f"\n## {group}\n")
        parts += [_entry(query) for query in queries]
    return "".join(parts)


def _entry(query: Query) -> str:
    params = "".join(
        f"\n- `{param.name}` ({param.type}, {'required' if param.required else f'default {param.default}'}): "
        f"{param.meaning}"
        for param in query.params
    )
    cost = f"\n\nCost: {query.cost}." if query.cost else ""
    return (
        f"\n### {query.name}\n\n{query.answers}\n{params}\n\n"
        f"Columns: {', '.join(f'`{column}`' for column in query.returns)}{cost}\n"
    )
