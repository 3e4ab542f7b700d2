"""A picture that a writer chooses: cleaned, beside the inspection, never over another."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.support.writing import WritingServer, write_project


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WritingServer]:
    write_project(tmp_path)
    server = WritingServer(tmp_path)
    yield server
    server.close()


def photograph(colour: str = "red") -> bytes:
    """A photograph that tells where it was taken."""
    image, data = Image.new("RGB", (2400, 60), colour), BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A camera"
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


def send(server: WritingServer, name: str, data: bytes, **more: str) -> tuple[int, dict[str, str]]:
    from urllib.parse import urlencode

    headers = server.headers | {"Content-Type": "image/jpeg", "Content-Length": str(len(data))}
    query = urlencode({"slug": "example", "name": name} | more)
    return server.send(f"/.desk/write/picture?{query}", data, [*headers.items()])


def test_a_picture_is_copied_without_what_the_camera_wrote(server: WritingServer) -> None:
    status, answer = send(server, "Our Office (1).JPG", photograph())
    assert (status, answer) == (200, {"name": "example/our-office-1.jpg"})
    file = server.preview.state.root / "inspections" / "example" / "our-office-1.jpg"
    with Image.open(file) as image:
        assert not image.getexif()
        assert image.width == 1800
    assert b"A camera" not in file.read_bytes()


def test_no_other_picture_is_written_over(server: WritingServer) -> None:
    assert send(server, "a.jpg", photograph("red"))[1]["name"] == "example/a.jpg"
    assert send(server, "a.jpg", photograph("blue"))[1]["name"] == "example/a-2.jpg"
    assert send(server, "a.jpg", photograph("red"))[1]["name"] == "example/a.jpg"


@pytest.mark.parametrize(
    "name",
    [
        "../../secret.jpg",
        "/etc/passwd",
        "..\\..\\x.jpg",
        ".hidden",
        "",
        "a\0b.jpg",
        "é" * 300,
        "CON",
    ],
)
def test_no_name_leads_out_of_the_folder(server: WritingServer, name: str) -> None:
    status, answer = send(server, name, photograph())
    assert status == 200
    folder = server.preview.state.root / "inspections" / "example"
    assert (folder / answer["name"].removeprefix("example/")).is_file()
    assert {path.name for path in server.preview.state.root.iterdir()} == {"inspections"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<svg/>", "is not a PNG or JPEG picture"),
        (b"", "is not a PNG or JPEG picture"),
        (b"\xff\xd8\xff" + b"x" * 40, "is not complete"),
        (photograph()[:200], "is not complete"),
    ],
)
def test_what_is_no_whole_picture_is_refused(
    server: WritingServer, data: bytes, message: str
) -> None:
    status, answer = send(server, "a.jpg", data)
    assert status == 422
    assert message in answer["problems"][0]["message"]  # type: ignore[index]


def test_a_folder_that_is_a_link_gets_no_picture(server: WritingServer, tmp_path: Path) -> None:
    folder = server.preview.state.root / "inspections" / "linked"
    (folder.parent / "linked.yaml").write_text("methodology: hmip-pdu-2023\ntitle: T\n")
    folder.symlink_to(tmp_path)
    before = set(tmp_path.iterdir())
    assert send(server, "a.jpg", photograph(), slug="linked")[0] == 422
    assert set(tmp_path.iterdir()) == before


def test_only_the_page_sends_pictures(server: WritingServer) -> None:
    data = photograph()
    headers = server.headers | {"Content-Type": "image/jpeg", "Content-Length": str(len(data))}
    for name, value in (
        ("X-Reportgen-Token", "x"),
        ("Origin", "http://evil.example"),
        ("Content-Type", "image/svg+xml"),
        ("Content-Length", str(30_000_000)),
    ):
        given = [*(headers | {name: value}).items()]
        assert server.send("/.desk/write/picture?slug=example&name=a.jpg", data, given)[0] >= 400
    folder = server.preview.state.root / "inspections" / "example"
    assert [path.name for path in folder.iterdir()] == ["facts.md"]
