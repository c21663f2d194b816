"""Signed records: each one follows the last, and whatever is changed afterwards is seen."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from nbformat.v4 import new_notebook

from grader.errors import DockyardError
from grader.report import Status, SubmissionReport
from grader.results.files import notebook_path, write_grades
from grader.results.records import Records, hash_of, verify_command
from grader.results.records.log import HEAD, RECORDS, digest
from grader.results.records.record import canonical
from grader.results.records.schema import schema_text
from grader.results.records.signing import signing_key
from grader.results.records.verify import verify
from tests.results import write_notebook, write_report

SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home" / "key"
    monkeypatch.setenv("DOCKYARD_SIGNING_KEY", str(path))
    return path


def report(name: str, points: float = 1) -> SubmissionReport:
    return SubmissionReport(
        course_version="0.1.0",
        submission=name,
        learner=f"{name}, ünïcode \u2028 and \x1b",
        lesson="03",
        status=Status.GRADED,
        points=points,
        max_points=2.5,
        content_sha256="0" * 64,
        started_at=datetime(2026, 5, 1, tzinfo=UTC),
        duration_s=1.5,
    )


def add(records: Records, one: SubmissionReport) -> None:
    write_notebook(records.out, one.submission, new_notebook())
    write_report(records.out, one)
    records.append(one, digest(notebook_path(records.out, one.submission)))


def leave(out: Path, *reports: SubmissionReport) -> None:
    records = Records(out)
    for one in reports:
        add(records, one)
    write_grades(out, {one.submission: one for one in reports}.values())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    leave(tmp_path / "graded", report("ada"), report("bob", 0.5), report("cy"))
    return tmp_path / "graded"


def faults(out: Path) -> list[str]:
    return [str(fault) for fault in verify(out).faults]


def edit_lines(out: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path = out / RECORDS
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


def test_what_grading_left_is_verified(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_command(out) == 0
    assert "3 records of 3 submissions hold" in capsys.readouterr().out


def test_a_record_holds_to_the_published_schema(out: Path) -> None:
    assert SCHEMA.read_text() == schema_text(), (
        "run: python -m grader.results.records.schema > docs/record.schema.json"
    )
    for line in (out / RECORDS).read_bytes().splitlines():
        record = json.loads(line)
        jsonschema.validate(record, json.loads(SCHEMA.read_text()))
        assert canonical(record) == line
        assert not any(isinstance(value, float) for value in record.values())


def test_a_long_file_is_read_once_however_much_is_added(out: Path) -> None:
    records = Records(out)
    records.append(report("eve-0"), "")
    with (out / RECORDS).open("r+b") as file:
        file.write(b"x")  # who read it again would see that it is damaged
    for number in (1, 2):
        records.append(report(f"eve-{number}"), "")
    with pytest.raises(DockyardError, match="record 1 is damaged"):
        Records(out).append(report("eve-3"), "")


def test_what_another_grader_adds_meanwhile_is_read(out: Path) -> None:
    ours, theirs = Records(out), Records(out)
    for number in range(3):
        add(ours, report(f"ours-{number}"))
        add(theirs, report(f"theirs-{number}"))
    add(ours, report("theirs-0"))
    assert [fault for fault in faults(out) if "grades.csv" not in fault] == []
    assert (out / RECORDS).read_bytes().count(b"\n") == 9


def test_a_file_that_lost_records_while_we_graded_is_refused(out: Path) -> None:
    records = Records(out)
    records.append(report("dot"), "")
    (out / RECORDS).write_bytes((out / RECORDS).read_bytes()[:-200])
    with pytest.raises(DockyardError, match="not as they were left"):
        records.append(report("eve"), "")


def test_a_last_record_that_was_changed_while_we_graded_is_not_built_upon(out: Path) -> None:
    records = Records(out)
    records.append(report("dot"), "")
    content = (out / RECORDS).read_bytes()
    (out / RECORDS).write_bytes(content[:-20] + b"0" * 17 + content[-3:])
    with pytest.raises(DockyardError, match="record 4 was changed"):
        records.append(report("eve"), "")


def test_the_same_report_again_adds_nothing(out: Path) -> None:
    before = (out / RECORDS).read_bytes(), (out / HEAD).stat().st_mtime_ns
    Records(out).append(report("ada"), "")
    assert ((out / RECORDS).read_bytes(), (out / HEAD).stat().st_mtime_ns) == before


def test_grading_again_adds_a_record_that_counts_and_keeps_the_old_one(out: Path) -> None:
    before = (out / RECORDS).read_bytes()
    leave(out, report("ada", 2))
    write_grades(out, [report("ada", 2), report("bob", 0.5), report("cy")])
    after = (out / RECORDS).read_bytes()
    assert after.startswith(before) and after.count(b"\n") == 4
    assert verify(out).chain.newest["ada"].points == "2"
    assert faults(out) == []


def test_one_byte_changed_anywhere_is_seen(out: Path) -> None:
    """Forty places a file, the last byte among them."""
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        content = path.read_bytes()
        places = {*range(0, len(content), len(content) // 39), len(content) - 1}
        for number, at in enumerate(sorted(places)):
            flipped = content[at] ^ (0x01, 0x07, 0x20)[number % 3]
            path.write_bytes(content[:at] + bytes([flipped]) + content[at + 1 :])
            assert faults(out), f"byte {at} of {path.name}: {content[at]} became {flipped}"
        path.write_bytes(content)
    assert faults(out) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[1:], "record 2 stands in the place of record 1"),
        (lambda lines: [lines[0], lines[2]], "record 3 does not follow the line before it"),
        (lambda lines: lines[::-1], "record 3 stands in the place of record 1"),
        (lambda lines: lines[:2], "there were 3 records, and 2 are left"),
        (lambda lines: [], "there were 3 records, and 0 are left"),
        (lambda lines: [*lines, lines[0]], "it counts 3 records, and there are 4"),
        (lambda lines: [*lines[:2], lines[2][:-9]], "the line after record 2 is torn"),
        (lambda lines: [lines[0], b"{}\n", *lines[2:]], "record 2 is damaged"),
    ],
)
def test_lines_dropped_moved_or_added_are_seen(
    out: Path, change: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    edit_lines(out, change)
    assert any(said in fault and "Next: " in fault for fault in faults(out)), faults(out)


def test_a_record_signed_by_another_key_is_not_believed(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = next((out / "keys").iterdir()).rename(tmp_path / "instructor.pem")
    (out / RECORDS).unlink()
    (out / HEAD).unlink()
    monkeypatch.setenv("DOCKYARD_SIGNING_KEY", str(tmp_path / "forger"))
    leave(out, report("ada", 2.5), report("bob"), report("cy"))
    assert faults(out) == []
    assert "not among those trusted" in str(verify(out, [named]).faults[0])


@pytest.mark.parametrize("name", ["grades.csv", "reports/ada.json", "notebooks/bob.ipynb"])
def test_a_file_that_is_gone_is_named(out: Path, name: str) -> None:
    (out / name).unlink()
    assert any(name in fault for fault in faults(out))


@pytest.mark.parametrize("name", ["reports/eve.json", "notebooks/eve.ipynb"])
def test_a_file_without_a_record_is_named(out: Path, name: str) -> None:
    (out / name).write_text("{}")
    assert any(name in fault and "no record" in fault for fault in faults(out))


def test_a_row_that_was_changed_is_named_with_its_record(out: Path) -> None:
    path = out / "grades.csv"
    path.write_text(path.read_text().replace(",0.5,", ",2.5,"))
    assert len(faults(out)) == 1
    assert "row 2" in faults(out)[0] and "record 2" in faults(out)[0]


def test_a_learner_called_like_a_formula_over_two_rows_is_one_row_of_text(out: Path) -> None:
    odd = report("dot").model_copy(update={"learner": "=1+1\rb,\x1b[2J"})
    leave(out, report("ada"), report("bob", 0.5), report("cy"), odd)
    assert faults(out) == []
    last = (out / "grades.csv").read_text().splitlines()[-1]
    assert last == """dot,"'=1+1\\rb,\\x1b[2J",1,2.5,graded"""


@pytest.mark.parametrize("kept", [1, 40, 10_000])
def test_a_line_that_a_crash_tore_is_cut_by_the_next_append(out: Path, kept: int) -> None:
    """Also when the whole line is there and only its newline lacks."""
    before = (out / RECORDS).read_bytes(), (out / HEAD).read_bytes()
    leave(out, report("dot"))
    line = (out / RECORDS).read_bytes().removeprefix(before[0])
    (out / RECORDS).write_bytes(before[0] + line[:-1][:kept])
    (out / HEAD).write_bytes(before[1])
    assert any("torn" in fault for fault in faults(out))
    leave(out, report("ada"), report("bob", 0.5), report("cy"), report("dot"))
    assert faults(out) == []
    assert (out / RECORDS).read_bytes() == before[0] + line


def test_a_head_that_a_crash_left_one_behind_is_mended_by_the_next_append(out: Path) -> None:
    before = (out / HEAD).read_bytes()
    leave(out, report("dot"))
    (out / HEAD).write_bytes(before)
    assert any("it counts 3 records, and there are 4" in fault for fault in faults(out))
    leave(out, report("ada"), report("bob", 0.5), report("cy"), report("dot"))
    assert faults(out) == []


def test_a_first_record_whose_head_a_crash_took_is_mended(tmp_path: Path) -> None:
    leave(tmp_path, report("ada"))
    (tmp_path / HEAD).unlink()
    assert any("records may lack at the end" in fault for fault in faults(tmp_path))
    Records(tmp_path).append(report("ada"), "")
    assert faults(tmp_path) == []


def test_where_no_head_can_be_written_one_record_is_added_and_no_second(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.replace  # only the system can refuse root

    def closed(source: Path, target: Path) -> None:
        if Path(target).name == HEAD:
            raise PermissionError(errno.EACCES, "closed")
        rename(source, target)

    monkeypatch.setattr(os, "replace", closed)
    for name in ("dot", "eve"):
        with pytest.raises(DockyardError, match="closed"):
            add(Records(out), report(name))
    monkeypatch.undo()
    for path in out.glob("*/eve.*"):
        path.unlink()
    leave(out, report("ada"), report("bob", 0.5), report("cy"), report("dot"))
    assert faults(out) == []


@pytest.mark.parametrize("sequence, previous", [(4, "0" * 64), (5, None)])
def test_a_line_that_does_not_follow_is_not_sealed_under_our_head(
    out: Path, sequence: int, previous: str | None
) -> None:
    last = (out / RECORDS).read_bytes().splitlines()[-1]
    forged = json.loads(last) | {"submission": "eve", "sequence": sequence}
    forged["previous"] = previous or hash_of(last)
    edit_lines(out, lambda lines: [*lines, canonical(forged) + b"\n"])
    with pytest.raises(DockyardError, match="record 4 does not follow"):
        Records(out).append(report("dot"), "")


@pytest.mark.parametrize("change", [lambda lines: lines[:1], lambda lines: lines[::-1]])
def test_nothing_is_added_to_records_that_were_tampered_with(
    out: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    edit_lines(out, change)
    with pytest.raises(DockyardError, match=r"not as they were left.*verify"):
        Records(out).append(report("dot"), "")


def test_the_key_is_made_once_and_is_nobody_elses_to_read(key: Path) -> None:
    first = signing_key()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert signing_key().private_bytes_raw() == first.private_bytes_raw()
    assert os.listdir(key.parent) == ["key"]


@pytest.mark.parametrize("content", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_file_that_is_no_key_is_one_clear_line(key: Path, content: str) -> None:
    key.parent.mkdir()
    key.touch(0o600)
    key.write_text(content)
    with pytest.raises(DockyardError, match=r"no Ed25519 private key.*Next: "):
        signing_key()


def test_a_key_that_others_may_read_is_not_used(key: Path) -> None:
    signing_key()
    key.chmod(0o644)
    with pytest.raises(DockyardError, match=r"others may read.*chmod 600"):
        signing_key()


def test_a_folder_without_records_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify_command(tmp_path) == 1
    assert "there are no records" in capsys.readouterr().out
