"""The shared half of the OMG's DMN TCK, in its original form: whole models, and the page that tells the result."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from workflows.decisions import conformance, reference_page
from workflows.decisions.conformance import Report
from workflows.model import errors
from workflows.model.clock import ManualClock

FOLDER = Path(__file__).parents[1] / "data" / "dmn-tck" / "open"


@pytest.fixture(scope="module")
def report() -> Report:
    return conformance.run(FOLDER, clock=ManualClock(dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)))


def test_at_least_98_percent_of_cases_values_and_whole_models_pass(report: Report) -> None:
    for passed, of in (report.cases, report.valued, report.models):
        assert passed >= 0.98 * of, report.lines()[:20]


def test_nothing_is_forgotten(report: Report) -> None:
    assert len(report.outcomes) == 2093
    assert len(report.left_out) <= 81


def test_only_cases_that_need_such_years_or_nanoseconds_are_left_out(report: Report) -> None:
    assert {outcome.left_out for outcome in report.left_out} == {conformance.YEARS, conformance.NANOSECONDS}
    suites = {outcome.case.suite for outcome in report.left_out}
    assert suites <= {
        "0100-arithmetic",
        "1115-feel-date-function",
        "1116-feel-time-function",
        "1117-feel-date-and-time-function",
        "1120-feel-duration-function",
    }


def test_the_last_line_is_the_result(report: Report) -> None:
    (passed, of), (valued, of_valued) = report.cases, report.valued
    assert report.lines()[-1] == f"{passed} of {of} cases, {valued} of {of_valued} with a value"


def test_the_reference_page_lists_every_case_left_out(report: Report) -> None:
    page = reference_page.page(report)
    assert all(f"`{outcome.case.case}`" in page for outcome in report.left_out)


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(errors.NoTestCases):
        conformance.run(tmp_path)


def test_a_case_whose_model_is_broken_fails(tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text("<definitions")
    (tmp_path / "m-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<modelName>m.dmn</modelName><testCase id="1"><resultNode name="d" type="decision">'
        '<expected><value xsi:type="xsd:decimal">1</value></expected></resultNode></testCase></testCases>'
    )
    assert conformance.run(tmp_path).lines()[-1] == "0 of 1 cases, 0 of 1 with a value"
