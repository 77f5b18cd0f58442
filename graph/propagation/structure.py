"""How concentrated a supply is: indices of the field as plain functions of shares."""

from collections.abc import Sequence

import numpy as np

from graph.columns import Floats


def herfindahl(shares: Sequence[float], unmapped: float = 0.0) -> tuple[float, float]:
    """Return the ends of the Herfindahl-Hirschman index of a slot, Σα², 0..1.

    Parameters
    ----------
    shares
        α of the known sources, 0..1.
    unmapped
        u, the share that nobody mapped: at the low end it is spread over very many, at the high end it belongs to
        the largest known source.

    Examples
    --------
    >>> herfindahl([0.5, 0.25], 0.25)
    (0.3125, 0.625)
    """
    known = np.asarray(shares, dtype=np.float64)
    low = float((known**2).sum())
    return low, low + unmapped**2 + 2 * unmapped * float(known.max(initial=0.0))


def geopolitical_supply_risk(production: Floats, instability: Floats, imports: Floats, domestic: float) -> float:
    """Return GeoPolRisk: HHI · Σ g·imports / (domestic + imports), 0..1.

    Parameters
    ----------
    production
        World production by country, any unit; the HHI is taken of its shares.
    instability
        g of each country, 0..1, 1 is worst.
    imports
        Imports of the buying country from each country, in the unit of `domestic`.
    domestic
        Its own production.

    References
    ----------
    Formula as in third-party code of the GeoPolRisk method; the primary text was not checked.
    """
    shares = production / production.sum()
    return float((shares**2).sum() * (instability * imports).sum() / (domestic + imports.sum()))


def weighted_concentration(shares: Floats, governance: Floats, trade: Floats) -> float:
    """Return Σ S²·WGI·t: the HHI of a supply weighted by governance (0..10, 10 is worst) and trade terms."""
    return float((shares**2 * governance * trade).sum())


def eu_supply_risk(
    global_supply: float, eu_sourcing: float, import_reliance: float, recycling: float, substitution: float
) -> float:
    """Return the supply risk of the EU's list of critical raw materials.

    Parameters
    ----------
    global_supply, eu_sourcing
        `weighted_concentration` of the world's supply and of the EU's sourcing.
    import_reliance
        IR, 0..1.
    recycling
        End-of-life recycling input rate, 0..1.
    substitution
        SI_SR, 0..1.

    References
    ----------
    [HHI_GS·IR/2 + HHI_EU·(1 - IR/2)]·(1 - EoL_RIR)·SI_SR, from third-party code; the Commission's text was not
    checked.
    """
    mixed = global_supply * import_reliance / 2 + eu_sourcing * (1 - import_reliance / 2)
    return mixed * (1 - recycling) * substitution
