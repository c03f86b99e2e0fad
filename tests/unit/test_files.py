"""Files that people hand in: known by their bytes, kept apart from their names, seen only by those concerned."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

import forms
from forms.ports import Files
from service.files import folder, form_files, keeping, sniffing
from tests.unit import forms_house
from tests.workflows import stage
from workflows.model import errors

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
ANNA, BO = UUID(int=1), UUID(int=2)
HERE, THERE = UUID(int=11), UUID(int=12)


def archive(**parts: bytes) -> bytes:
    """Return a zip whose names have ``__`` for ``/`` and ``_dot_`` for ``.``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name, content in parts.items():
            whole.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


TYPES_PART = {"[Content_Types]_dot_xml": b"<Types/>"}
DOCX = archive(**TYPES_PART, word__document_dot_xml=b"<d/>")
XLSX = archive(**TYPES_PART, xl__workbook_dot_xml=b"<w/>")
MACRO = archive(**TYPES_PART, word__document_dot_xml=b"<d/>", word__vbaProject_dot_bin=b"x")
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", content_dot_xml=b"<c/>")
ODP = archive(mimetype=b"application/vnd.oasis.opendocument.presentation")


@pytest.fixture
def house() -> Iterator[stage.Stage]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    yield stage.make(engine)
    engine.dispose()


@pytest.fixture
def shelf(tmp_path: Path) -> folder.Folder:
    return folder.Folder(tmp_path / "files")


Keep = Callable[..., UUID]


@pytest.fixture
def keep(house: stage.Stage, shelf: folder.Folder) -> Keep:
    def kept(name: str = "intyg.pdf", content: bytes = PDF, accept: tuple[str, ...] = (), by: UUID = ANNA) -> UUID:
        return house.run(
            lambda tx: keeping.keep(tx, shelf, name, io.BytesIO(content), accept, by=by, residency_id=HERE).id
        )

    return kept


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [
        ("a.pdf", PDF, ".pdf"),
        ("a.png", PNG, ".png"),
        ("A.JPEG", JPG, ".jpg"),
        ("a.docx", DOCX, ".docx"),
        ("a.xlsx", XLSX, ".xlsx"),
        ("a.odt", ODT, ".odt"),
        ("a.txt", "Hej å ä ö\n".encode(), ".txt"),
        ("a.csv", b"namn;grad\nEbba;100\n", ".csv"),
    ],
)
def test_takes_what_the_bytes_say_it_is(name: str, content: bytes, suffix: str, keep: Keep, house: stage.Stage) -> None:
    file_id = keep(name, content)

    row = house.run(lambda tx: keeping.find(tx, file_id))
    assert (row.content_type, row.size) == (sniffing.TYPES[suffix], len(content))


@pytest.mark.parametrize(
    ("name", "content", "swedish"),
    [
        ("a.pdf", b"", "är tom"),
        ("a.svg", b"<svg onload=alert(1)>", "är något annat"),
        ("a.html", b"<!doctype html><script>", "är något annat"),
        ("a.txt", b"<!DOCTYPE html><script>", "är något annat"),
        ("a.csv", b"\xef\xbb\xbf <html>", "är något annat"),
        ("a.txt", b"\x00\x01", "är något annat"),
        ("a.txt", b"\xff\xfe\xfa", "är något annat"),
        ("a.exe", b"MZ\x90", "är något annat"),
        ("a.pdf", b"MZ %PDF-", "är något annat"),
        ("a.docx", MACRO, "är något annat"),
        ("a.docx", ODP, "är något annat"),
        ("a.docx", archive(x=b"y"), "är något annat"),
        ("a.docx", DOCX[:40], "är något annat"),
        ("a.pdf", PNG, "är egentligen png"),
        ("a.txt", PDF, "är egentligen pdf"),
    ],
)
def test_refuses_what_is_not_taken_or_not_what_its_name_says(
    name: str, content: bytes, swedish: str, keep: Keep, shelf: folder.Folder
) -> None:
    with pytest.raises(forms.FileRefused) as refused:
        keep(name, content)

    assert swedish in refused.value.sv
    assert refused.value.en != refused.value.sv
    assert [path for path in shelf.root.rglob("*") if path.is_file()] == []


def test_a_form_may_ask_for_some_kinds_only(keep: Keep) -> None:
    with pytest.raises(forms.FileRefused, match=r"jpg, pdf. a.png is png"):
        keep("a.png", PNG, accept=(".pdf", ".jpeg"))
    keep("a.jpg", JPG, accept=(".pdf", ".jpeg"))


def test_refuses_more_than_twenty_megabytes_without_reading_it_all(
    keep: Keep, house: stage.Stage, shelf: folder.Folder
) -> None:
    keep("a.txt", b"x" * keeping.MOST_BYTES)

    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size: int = -1) -> bytes:
            self.read_bytes += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(forms.FileRefused, match="20 MB"):
        house.run(lambda tx: keeping.keep(tx, shelf, "a.txt", endless, by=ANNA))  # type: ignore[arg-type]
    assert endless.read_bytes < keeping.MOST_BYTES + 2 * folder.PIECE


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Anna\\intyg.pdf", "intyg.pdf"),
        ("int\r\nyg\u202e.pdf", "intyg.pdf"),
        ('"<x>".pdf', "x.pdf"),
        ("", "fil"),
        ("..", "fil"),
        ("å" * 300 + ".pdf", "å" * sniffing.LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_never_leads_anywhere(given: str, name: str) -> None:
    assert sniffing.safe_name(given) == name


def test_bytes_lie_under_a_random_name_that_only_this_user_can_read(keep: Keep, shelf: folder.Folder) -> None:
    file_id = keep()

    with shelf.open(file_id) as stream:
        assert stream.read() == PDF
    assert "intyg" not in str(shelf.path(file_id))
    assert shelf.root.stat().st_mode & 0o077 == 0
    assert shelf.path(file_id).stat().st_mode & 0o077 == 0


def test_is_given_out_as_an_attachment_only(keep: Keep, house: stage.Stage) -> None:
    file_id = keep("intyg å.pdf")

    headers = keeping.headers(house.run(lambda tx: keeping.find(tx, file_id)))
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''intyg%20%C3%A5.pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


def test_what_does_not_exist_is_not_found(house: stage.Stage) -> None:
    with pytest.raises(errors.FileNotFound):
        house.run(lambda tx: keeping.find(tx, uuid4()))


def test_a_form_sees_own_uploads_and_those_of_its_residency(
    keep: Keep, house: stage.Stage, shelf: folder.Folder
) -> None:
    file_id = str(keep(by=ANNA))

    def seen(person: UUID, residency: UUID | None) -> bool:
        def look(tx: object) -> bool:
            port = form_files.FormFiles(tx=tx, folder=shelf, person_id=person, residency_id=residency)  # type: ignore[arg-type]
            return port.describe(file_id) is not None

        return house.run(look)

    assert seen(ANNA, None)
    assert seen(BO, HERE)
    assert not seen(BO, THERE)
    assert not seen(BO, None)


def test_what_was_sent_stays_with_its_submission(keep: Keep, house: stage.Stage, shelf: folder.Folder) -> None:
    file_id, submission = keep(), uuid4()
    house.run(lambda tx: keeping.attach(tx, [file_id], residency_id=HERE, submission_id=submission))
    house.run(lambda tx: keeping.attach(tx, [file_id], residency_id=THERE, submission_id=uuid4()))

    rows = house.run(lambda tx: list(keeping.of_residency(tx, HERE)))
    assert [(row.id, row.submission_id) for row in rows] == [(file_id, submission)]


def test_what_nobody_sent_is_swept_with_bytes_that_no_row_knows(
    keep: Keep, house: stage.Stage, shelf: folder.Folder
) -> None:
    forgotten, sent = keep(), keep()
    house.run(lambda tx: keeping.attach(tx, [sent], residency_id=HERE, submission_id=uuid4()))
    stray = shelf.path(uuid4())
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"rolled back")
    house.clock.advance(days=8)
    before = house.clock.wall() - dt.timedelta(days=7)
    for path in shelf.root.rglob("*"):
        os.utime(path, (before.timestamp() - 60,) * 2)
    fresh = keep()

    assert house.run(lambda tx: keeping.sweep(tx, shelf, before=before)) == 1
    left = {path.name for path in shelf.root.rglob("*") if path.is_file()}
    assert left == {sent.hex, fresh.hex}
    with pytest.raises(errors.FileNotFound):
        house.run(lambda tx: keeping.find(tx, forgotten))


@pytest.mark.parametrize("real", [True, False])
def test_the_double_of_the_forms_tests_keeps_the_same_promises(
    real: bool, house: stage.Stage, shelf: folder.Folder
) -> None:
    def promises(port: Files) -> None:
        info = port.keep("intyg.pdf", io.BytesIO(PDF), (".pdf",))
        assert (info.filename, info.content_type, info.size) == ("intyg.pdf", "application/pdf", len(PDF))
        assert port.describe(info.id) == info
        assert port.describe("somebody-elses") is None
        with pytest.raises(forms.FileRefused):
            port.keep("x.exe", io.BytesIO(b"MZ"), ())

    def with_rows(tx: object) -> None:
        promises(form_files.FormFiles(tx=tx, folder=shelf, person_id=ANNA))  # type: ignore[arg-type]

    if real:
        house.run(with_rows)
    else:
        promises(forms_house.Shelf())
