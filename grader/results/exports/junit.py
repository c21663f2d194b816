"""Reports as JUnit XML, for continuous integration: a suite a submission, a case a check.

What a submission says may hold characters that XML cannot; those are written out as escapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.report import CheckReport, ExerciseReport, Outcome, Status, SubmissionReport, plain
from grader.results.exports.gradescope import said


def junit_xml(reports: Sequence[SubmissionReport]) -> str:
    """The content of junit.xml."""
    suites = Element("testsuites", name="dockyard")
    for report in reports:
        _suite(suites, report)
    for total in ("tests", "failures", "errors", "skipped"):
        suites.set(total, str(sum(int(suite.get(total, "0")) for suite in suites)))
    indent(suites)
    return tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _suite(suites: Element, report: SubmissionReport) -> None:
    suite = SubElement(
        suites,
        "testsuite",
        name=plain(report.submission),
        timestamp=report.started_at.isoformat(timespec="seconds"),
        time=f"{report.duration_s:.3f}",
    )
    properties = SubElement(suite, "properties")
    told = {"learner", "lesson", "course_version", "content_sha256", "status"}
    for key, value in report.model_dump(mode="json", include=told).items():
        SubElement(properties, "property", name=key, value=plain(value))
    if report.status is not Status.GRADED:
        case = SubElement(suite, "testcase", classname="submission", name="it runs", time="0")
        _add(case, "error", report.status.value, report.error)
    for exercise in report.exercises:
        for check in exercise.checks:
            _case(suite, exercise, check)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for total, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(total, str(len(suite.findall(f"testcase/{tag}"))))


def _case(suite: Element, exercise: ExerciseReport, check: CheckReport) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=plain(exercise.exercise).replace("/", "."),
        name=plain(check.name),
        time="0",
    )
    tags = {
        Outcome.FAILED: "failure",
        Outcome.NOT_ATTEMPTED: "failure",
        Outcome.SKIPPED: "skipped",
        Outcome.LAB_BROKEN: "error",
    }
    if check.outcome in tags:
        _add(case, tags[check.outcome], check.promise, said(exercise, check))


def _add(case: Element, tag: str, message: str, text: str) -> None:
    made = SubElement(case, tag, message=plain(message))
    made.text = "\n".join(map(plain, text.splitlines()))
