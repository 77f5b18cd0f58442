"""Where the numbers in a file come from and how far they may be trusted; every export carries it.

Nothing here computes a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from graph.tables import Tables

METHOD = (
    "Place scores come from published indicators (power mean, fixed goalposts), are joined with the hazard of the "
    "process to an inherent risk, and with evidence and findings to the residual risk of each site. Risk is then "
    "passed on from sites and origins to parts and products by their shares (absorbing Markov chain, Leontief's "
    "algebra); what nobody mapped is read as an unknown maker, never as zero."
)
NOT_MEANT = (
    "A score sets priorities. It is no probability, no measurement of harm and no finding about a company. Read it "
    "with its interval, its confidence and its unmapped share."
)
STEADY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Provenance:
    """What a file was made from.

    Attributes
    ----------
    snapshot, run
        Ids of the data and of the computation.
    as_of
        Day against which rows, evidence and findings were read.
    model
        Propagation models with their versions, such as `share 1`.
    parameters_hash
        Hash of every number that somebody chose.
    created
        Time of the run, not of the export, so that the same run gives the same bytes.
    filters
        What the reader chose to see, name to value, such as `{"tier": "1"}`.
    licences
        Sources with their terms.
    """

    snapshot: str
    run: str
    as_of: date
    model: str
    parameters_hash: str
    created: datetime = STEADY
    filters: Mapping[str, str] = field(default_factory=dict)
    licences: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        record: Mapping[str, Any],
        *,
        filters: Mapping[str, str] | None = None,
        licences: tuple[str, ...] = (),
    ) -> "Provenance":
        """Return the provenance of a run's record (`run.json`)."""
        time = record.get("time")
        return cls(
            snapshot=str(record["snapshot"]),
            run=str(record["id"]),
            as_of=date.fromisoformat(str(record["as_of"])),
            model=", ".join(f"{name} {version}" for name, version in sorted(record["models"].items())),
            parameters_hash=str(record["parameters_hash"]),
            created=datetime.fromisoformat(str(time)) if time else STEADY,
            filters=dict(filters or {}),
            licences=licences,
        )

    def about(self) -> dict[str, str]:
        """Return names and values for people, in the order in which they are shown."""
        return {
            "snapshot": self.snapshot,
            "run": self.run,
            "as of": self.as_of.isoformat(),
            "run made": self.created.isoformat(timespec="seconds") if self.created != STEADY else "not recorded",
            "model": self.model,
            "parameters": self.parameters_hash,
            "filters": "; ".join(f"{name} = {value}" for name, value in self.filters.items()) or "none",
            "licences": "; ".join(self.licences) or "none recorded",
        }


def licences(tables: Tables) -> tuple[str, ...]:
    """Return the publishers of the indicators with their terms, sorted, each once.

    A blank licence is called unknown: such data may not be passed on.
    """
    frame = tables["indicators"]
    pairs = zip(frame["publisher"].fillna("unnamed publisher"), frame["licence"].fillna("terms unknown"), strict=True)
    return tuple(sorted({f"{publisher}: {licence}" for publisher, licence in pairs}))
