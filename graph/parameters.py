"""Every number that somebody chose, with its source.

The defaults are `parameters.toml`; a profile (another TOML file of the same shape) or single settings
replace entries, and the hash of the whole goes into the run.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph.dimensions import Dimension, dimensions
from graph.errors import ParameterError, UnknownNameError


@dataclass(frozen=True)
class Parameter:
    """One entry: its value, and where it comes from."""

    value: Any
    source: str


@dataclass(frozen=True)
class Parameters:
    """All parameters of a run, and the dimensions they apply to.

    Look up by dotted name: `parameters["score.power"]` is the value.
    """

    entries: Mapping[str, Parameter]
    dimensions: tuple[Dimension, ...] = field(default_factory=dimensions)

    def __getitem__(self, name: str) -> Any:
        """Return the value of `section.name`."""
        if name not in self.entries:
            raise UnknownNameError("parameter", name, self.entries)
        return self.entries[name].value

    def section(self, section: str) -> dict[str, Any]:
        """Return the values of one section, in the order of the file."""
        prefix = f"{section}."
        return {
            name.removeprefix(prefix): entry.value for name, entry in self.entries.items() if name.startswith(prefix)
        }

    def __iter__(self) -> Iterator[str]:
        """Iterate over the dotted names."""
        return iter(self.entries)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of all values and of the dimensions' numbers; sources do not count."""
        numbers = {
            "parameters": {name: entry.value for name, entry in self.entries.items()},
            "dimensions": [{k: v for k, v in asdict(d).items() if k != "source"} for d in self.dimensions],
        }
        return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()

    def replaced(self, changes: Mapping[str, Any], source: str) -> "Parameters":
        """Return a copy in which each named value is replaced.

        Raises
        ------
        UnknownNameError
            If a name is not a parameter.
        ParameterError
            If a value is not of the kind that the default has, or a number is not finite.
        """
        entries = dict(self.entries)
        for name, value in changes.items():
            if name not in entries:
                raise UnknownNameError("parameter", name, entries)
            entries[name] = Parameter(_fitting(name, value, entries[name].value), source)
        return Parameters(entries, self.dimensions)


def _fitting(name: str, value: Any, default: Any) -> Any:
    """Return `value` if it is of the same kind as `default`; a table keeps the keys that it does not name."""
    if isinstance(default, dict):
        if not isinstance(value, dict):
            raise ParameterError(f"parameter {name}: {value!r} is not a table; write {name}={{ KEY = number }}")
        unknown = sorted(set(value) - set(default))
        if unknown:
            raise UnknownNameError(f"key of parameter {name}", unknown[0], default)
        return default | {key: _fitting(f"{name}.{key}", part, default[key]) for key, part in value.items()}
    if isinstance(default, list):
        if not isinstance(value, list):
            raise ParameterError(f"parameter {name}: {value!r} is not a list; write {name}=[...]")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        raise ParameterError(f"parameter {name}: {value!r} is not a finite number such as {default!r}")
    if value < 0:
        raise ParameterError(f"parameter {name}: {value!r} is negative; the default is {default!r}")
    return value


def parse(text: str) -> dict[str, Parameter]:
    """Return the entries of a TOML text by dotted name."""
    return {
        f"{section}.{name}": Parameter(entry["value"], entry["source"])
        for section, entries in tomllib.loads(text).items()
        for name, entry in entries.items()
    }


@cache
def defaults() -> Parameters:
    """Return the shipped parameters."""
    return Parameters(parse(files("graph").joinpath("parameters.toml").read_text(encoding="utf-8")))


def with_profile(profile: Path | None = None, settings: Iterable[str] = ()) -> Parameters:
    """Return the defaults with a profile file and single `section.name=value` settings laid over them.

    A nested key can be named too: `process.mining.LAB=0.9`.

    Raises
    ------
    ParameterError
        If the profile cannot be read or a setting is not of the form `name=value`.
    """
    parameters = defaults()
    if profile is not None:
        try:
            entries = tomllib.loads(profile.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ParameterError(f"profile {profile}: {error}") from error
        changes = {
            f"{section}.{name}": entry["value"] if isinstance(entry, dict) and "value" in entry else entry
            for section, section_entries in entries.items()
            for name, entry in section_entries.items()
        }
        parameters = parameters.replaced(changes, f"profile {profile.name}")
    for setting in settings:
        parameters = parameters.replaced(_setting(setting), "set by hand")
    return parameters


def _setting(text: str) -> dict[str, Any]:
    """Return `{name: value}` of `section.name=value` or `section.name.key=value`."""
    name, sign, value_text = text.partition("=")
    parts = name.strip().split(".")
    if not sign or len(parts) not in (2, 3):
        raise ParameterError(f"--set {text!r}: write section.name=value, such as score.power=2")
    try:
        value = tomllib.loads(f"value = {value_text.strip()}")["value"]
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"--set {text!r}: {value_text.strip()!r} is not a number, list or table") from error
    return {f"{parts[0]}.{parts[1]}": value if len(parts) == 2 else {parts[2]: value}}
