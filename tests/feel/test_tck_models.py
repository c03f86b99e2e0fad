"""The shared half of the OMG's DMN TCK, in its original form: whole models, and the page that tells the result."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.unit import decisions_kit as kit
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


TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>{cases}</testCases>"""
INPUT = '<inputNode name="{name}"><value xsi:type="xsd:decimal">{value}</value></inputNode>'
RESULT = """<resultNode name="{name}" type="decision"><expected><value xsi:type="xsd:decimal">{value}</value></expected>
  </resultNode>"""


def test_services_and_functions_are_called_as_the_cases_say(tmp_path: Path) -> None:
    logic = kit.inputs({"n": "number"}) + kit.decision("twice", kit.literal("n * 2"), requires=kit.needs("n_data"))
    thrice = kit.decision("thrice", kit.literal("n * 3"), requires=kit.needs("n_data"))
    one = '<decisionService id="one" name="one"><outputDecision href="#twice"/>'
    one += '<inputData href="#n_data"/></decisionService>'
    two = one.replace('"one"', '"two"').replace("<inputData", '<outputDecision href="#thrice"/><inputData')
    function = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="n"/>{kit.literal("n + 1")}</encapsulatedLogic></businessKnowledgeModel>'
    )
    (tmp_path / "m.dmn").write_bytes(kit.definitions(logic + thrice + one + two + function))
    given = INPUT.format(name="n", value=5)

    def case(number: int, how: str, result: str) -> str:
        return f'<testCase id="{number}" {how}>{given}{result}</testCase>'

    cases = [
        case(1, "", RESULT.format(name="twice", value=10)),
        case(2, 'type="decisionService" invocableName="one"', RESULT.format(name="twice", value=10)),
        case(3, 'type="decisionService" invocableName="two"', RESULT.format(name="thrice", value=15)),
        case(4, 'type="bkm" invocableName="f"', RESULT.format(name="f", value=6)),
    ]
    (tmp_path / "m-test-01.xml").write_text(TESTS.format(cases="".join(cases)))
    assert conformance.run(tmp_path).lines()[-1] == "4 of 4 cases, 4 of 4 with a value"


def test_inputs_of_models_imported_twice_are_given_under_each_imports_name(tmp_path: Path) -> None:
    def wants(*names: tuple[str, str]) -> str:
        return "".join(
            f'<import name="{name}" namespace="{space}" importType="{kit.NAMESPACE}"/>' for name, space in names
        )

    deep = kit.definitions(kit.inputs({"n": "number"}), namespace="deep")
    requires = kit.needs("n_data").replace("#", "deep#")
    middle = kit.decision("one more", kit.literal("deep.n + 1"), requires=requires)
    middle_xml = kit.definitions(wants(("deep", "deep")) + middle, namespace="middle")
    other_xml = middle_xml.replace(b'namespace="middle"', b'namespace="other"')
    requires = kit.needs("one more", kind="Decision").replace("#", "middle#")
    requires += kit.needs("one more", kind="Decision").replace("#", "other#")
    top = kit.decision("sum", kit.literal("Model A.one more * 100 + Model B.one more"), requires=requires)
    (tmp_path / "m.dmn").write_bytes(kit.definitions(wants(("Model A", "middle"), ("Model B", "other")) + top))
    for name, source in (("deep", deep), ("middle", middle_xml), ("other", other_xml)):
        (tmp_path / f"{name}.dmn").write_bytes(source)
    given = "".join(
        f'<inputNode name="{name}"><component name="deep"><component name="n">'
        f'<value xsi:type="xsd:decimal">{value}</value></component></component></inputNode>'
        for name, value in (("Model A", 1), ("Model B", 4))
    )
    case = f'<testCase id="1">{given}{RESULT.format(name="sum", value=205)}</testCase>'
    (tmp_path / "m-test-01.xml").write_text(TESTS.format(cases=case))
    report = conformance.run(tmp_path)
    assert report.lines()[-1] == "1 of 1 cases, 1 of 1 with a value"


def test_a_case_whose_model_is_broken_fails(tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text("<definitions")
    (tmp_path / "m-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        '<modelName>m.dmn</modelName><testCase id="1"><resultNode name="d" type="decision">'
        '<expected><value xsi:type="xsd:decimal">1</value></expected></resultNode></testCase></testCases>'
    )
    assert conformance.run(tmp_path).lines()[-1] == "0 of 1 cases, 0 of 1 with a value"
