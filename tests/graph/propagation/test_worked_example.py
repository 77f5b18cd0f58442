"""Every number of the worked example that concerns the exposed share, and the textbook cases of the solver."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).parent))
import worked

from graph.build import of_supply
from graph.propagation.attribution import Attribution
from graph.propagation.content import contents, network_of
from graph.propagation.paths import Strongest
from graph.propagation.share import exposure
from graph.propagation.solver import System
from graph.propagation.terminals import terminals
from graph.propagation.worst_site import Chains, worst_sites
from graph.supply import supply

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
PACK, EXACT = worked.EXPECTED["PACK"], 1e-9


class Case:
    """The example, built and solved, with some tables or risks changed."""

    def __init__(self, risk=None, **changes):
        self.tables, self.parameters = worked.tables(**changes), worked.parameters()
        self.chain = supply(self.tables, worked.AS_OF, self.parameters)
        self.net = of_supply(self.chain, self.tables, worked.AS_OF, self.parameters)
        self.given = worked.GivenRisk(risk or {})
        self.terminals = terminals(self.net, self.given, self.parameters)
        self.found = exposure(self.net, self.terminals, self.parameters)
        self.pack = self.net.positions["Product:PACK"]
        (self.held,) = contents(self.chain, [0])
        self.cobalt = network_of(self.net, self.chain, 0, self.held)
        self.of_cobalt = exposure(self.cobalt, self.terminals, self.parameters)
        carried = np.where(self.net.is_terminal, self.terminals.risk[:, 0], 0.0)
        self.parts = Attribution(self.net, self.pack, self.found.mean[:, 0], carried)


@pytest.fixture(scope="module")
def case():
    return Case()


def test_the_edges_are_those_of_the_method(case):
    net = case.net
    found = {
        (
            net.key(int(net.source[edge])),
            net.key(int(net.customer[edge])),
            net.slots[net.slot[edge]],
            net.materials[net.material[edge]] if net.material[edge] >= 0 else None,
        ): (net.weight[edge], net.share[edge], net.confidence[edge])
        for edge in range(len(net.source))
    }
    expected = {
        (edge["from"], edge["to"], edge["slot"], edge["material"]): (edge["a"], edge["q"], edge["confidence"])
        for edge in worked.EXPECTED["edges"]
    }
    assert found.keys() == expected.keys()
    for key, numbers in expected.items():
        assert found[key] == pytest.approx(numbers, abs=EXACT), key


def test_the_weights_into_every_inner_node_add_up_to_one(case):
    into = np.bincount(case.net.customer, case.net.weight, case.net.size)
    assert into == pytest.approx(np.where(case.net.is_terminal, 0.0, 1.0), abs=1e-12)


def test_every_exposure_is_the_one_worked_out_with_fractions(case):
    found = worked.by_key(case.net, case.found.mean[:, 0])
    for key, value in worked.EXPECTED["x"].items():
        assert found[key] == pytest.approx(value, abs=EXACT), key


def test_the_pack_has_its_interval_confidence_profile_and_unmapped_share(case):
    pack, found = case.pack, case.found
    assert found.low[pack, 0] == pytest.approx(PACK["low"], abs=EXACT)
    assert found.high[pack, 0] == pytest.approx(PACK["high"], abs=EXACT)
    assert found.confidence[pack, 0] == pytest.approx(PACK["confidence"], abs=EXACT)
    assert found.profile[:, pack, 0] == pytest.approx(list(PACK["profile"].values()), abs=EXACT)
    assert found.unmapped[pack] == pytest.approx(PACK["unmapped"], abs=EXACT)


def test_cobalt_is_weighed_by_kilograms(case):
    pack, found = case.pack, case.of_cobalt
    assert found.mean[pack, 0] == pytest.approx(PACK["material_exposure"]["cobalt"], abs=EXACT)
    assert found.low[pack, 0] == pytest.approx(PACK["material_low"]["cobalt"], abs=EXACT)
    assert found.high[pack, 0] == pytest.approx(PACK["material_high"]["cobalt"], abs=EXACT)
    assert found.unmapped[pack] == pytest.approx(PACK["material_unmapped"]["cobalt"], abs=EXACT)
    item = list(case.chain.items).index("PACK")
    assert case.held.kilograms[item] == pytest.approx(PACK["material_content_kg"]["cobalt"], abs=EXACT)
    by_key = worked.by_key(case.net, found.mean[:, 0])
    for key, value in worked.EXPECTED["material_exposure_of_parts"].items():
        assert by_key[key] == pytest.approx(value, abs=EXACT), key


def test_the_worst_site_comes_with_a_shortest_witness(case):
    worst = worst_sites(Chains.of(case.chain, case.parameters), case.given.residual.value)
    item = list(case.chain.items).index("PACK")
    assert case.chain.sites[worst.site[item, 0]] == PACK["worst_site"]["id"]
    assert worst.witness(item, 0) == PACK["worst_site"]["witness"]


def test_the_parts_of_the_score_are_those_of_the_adjoint(case):
    g, parts = worked.by_key(case.net, case.parts.weight), worked.by_key(case.net, case.parts.by_node())
    for key, value in worked.EXPECTED["adjoint_of_PACK"].items():
        assert g[key] == pytest.approx(value, abs=EXACT), key
    for key, value in worked.EXPECTED["contributions_to_PACK"].items():
        assert parts[key] == pytest.approx(value, abs=EXACT), key
    assert sum(parts.values()) == pytest.approx(PACK["mean"], abs=EXACT)


def test_the_parts_by_country_material_and_part_are_those_of_the_method(case):
    countries = {site["id"]: site["country"] for site in worked.INPUTS["sites"]}
    groupings = {
        "by_country": case.parts.by_group(countries, origins=True),
        "by_material": case.parts.by_material(),
        "by_part": case.parts.by_part(),
    }
    for name, found in groupings.items():
        assert found == pytest.approx(worked.EXPECTED[name], abs=EXACT), name


def test_the_eight_strongest_paths_come_in_order_and_leave_the_remainder(case):
    search = Strongest(case.net, case.pack, case.parts.risk)
    found = search.first(8)
    for path, expected in zip(found, worked.EXPECTED["top_paths"], strict=True):
        assert path.value == pytest.approx(expected["value"], abs=EXACT)
        assert [case.net.key(node) for node in reversed(path.nodes)] == expected["steps"][::2]
    left = case.parts.score - sum(path.value for path in found)
    assert left == pytest.approx(worked.EXPECTED["remainder_after_8_paths"], abs=EXACT)


def other_shares(rows):
    return [row | {"share": {"ORE": 0.5, "BLACK": 0.25}.get(row["input_id"], row["share"])} for row in rows]


@pytest.mark.parametrize(
    ("name", "risk", "changes"),
    [
        ("S4_r_to_045", {"S4": 0.45}, {}),
        ("ore_shares_ORE_05_BLACK_025", {}, {"input_to": other_shares}),
        ("both", {"S4": 0.45}, {"input_to": other_shares}),
    ],
)
def test_a_change_of_risk_or_shares_gives_the_stated_scores(name, risk, changes):
    changed, expected = Case(risk, **changes), worked.EXPECTED["what_if"][name]
    assert changed.found.mean[changed.pack, 0] == pytest.approx(expected["mean"], abs=EXACT)
    assert changed.of_cobalt.mean[changed.pack, 0] == pytest.approx(expected["cobalt"], abs=EXACT)


def test_the_certificate_is_at_least_the_true_error(case):
    dense = np.linalg.solve(np.eye(case.net.size) - case.net.matrix.toarray(), case.parts.risk)
    assert np.abs(dense - case.found.mean[:, 0]).max() <= case.found.error + 1e-15


def test_the_solver_reproduces_the_textbook_system_of_two_sectors():
    oracle = json.loads((ORACLES / "miller_blair.json").read_text())
    given, expected = oracle["inputs"], oracle["expected"]
    a = np.array(given["Z"]) / np.array(given["x"])
    assert a == pytest.approx(np.array(expected["A"]), abs=oracle["tolerance"])
    output = System(csr_array(a)).solve(np.array(given["f"], dtype=float)).x
    assert output == pytest.approx(expected["x_new"], rel=1e-12)
    multipliers = System(csr_array(a.T)).solve(np.array(given["S"])).x
    assert multipliers == pytest.approx(expected["M"], abs=oracle["tolerance"])


def test_the_solver_reproduces_an_absorbing_chain_with_a_loop():
    oracle = json.loads((ORACLES / "absorbing_2.json").read_text())
    system = System(csr_array(np.array(oracle["inputs"]["A"]).T))
    own = np.array(oracle["inputs"]["own"])
    first, second = (system.solve(own * np.eye(2)[k]).x for k in (0, 1))
    assert first == pytest.approx(oracle["expected"]["x_for_r_1_0"], abs=oracle["tolerance"])
    assert second == pytest.approx(oracle["expected"]["x_for_r_0_1"], abs=oracle["tolerance"])
    assert first + second == pytest.approx([1.0, 1.0], abs=1e-12)
