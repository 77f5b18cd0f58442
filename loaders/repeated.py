"""Records that name the same thing: equal ones are doubles, different ones cannot be told apart."""

from collections.abc import Callable, Hashable, Sequence

from graph.extract import Refusal
from loaders.loader import Record


def settled(
    records: Sequence[Record],
    key: Callable[[Record], Hashable],
    content: Callable[[Record], Hashable],
    what: str,
) -> tuple[list[Record], list[Refusal]]:
    """Return the records that stay, and the refusals of those that repeat a key.

    Parameters
    ----------
    records
        In the order of the file.
    key
        What identifies a record.
    content
        What has to be equal for two records of one key to be doubles: the first stays, the others are left
        out. Where it differs all of them are refused.
    what
        Words for the thing, such as `provider and input`.
    """
    groups: dict[Hashable, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    refused: dict[int, Refusal] = {}
    for group in groups.values():
        if len({content(record) for record in group}) == 1:
            for record in group[1:]:
                refused[id(record)] = _double(record, group[0], what)
        else:
            for record in group:
                refused[id(record)] = _contrary(record, group, what)
    return [r for r in records if id(r) not in refused], [refused[id(r)] for r in records if id(r) in refused]


def _double(record: Record, first: Record, what: str) -> Refusal:
    return record.left_out("", "double", f"Row {first.row} says the same of this {what}.")


def _contrary(record: Record, group: Sequence[Record], what: str) -> Refusal:
    others = ", ".join(other.row for other in group if other is not record)
    return record.refused(
        "",
        "key",
        f"Row {others} says something else of the same {what}.",
        "Find out which row is right and delete the others.",
    )
