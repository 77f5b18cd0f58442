"""A test that may be skipped on a user's machine fails where its server or browser is required."""

import os

import pytest

REQUIRED = frozenset(filter(None, os.environ.get("TIERLIGHT_TEST_REQUIRE", "").split(",")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    for marker in sorted(REQUIRED):
        if report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker(marker):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            report.outcome = "failed"
            report.longrepr = f"{marker} is required (TIERLIGHT_TEST_REQUIRE) but missing: {reason}"
    return report
