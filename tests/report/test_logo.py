"""Which pictures are a logo: whole, a PNG or JPEG, and of a size that a browser can unpack."""

from __future__ import annotations

import pytest

from auditor.report import ReportError
from auditor.report.branding import read_logo
from auditor.report.pictures import picture
from tests.report.pictures import jpeg, png

LARGE = png(16, 9, b"0" * 512 * 1024)


@pytest.mark.parametrize(("data", "kind"), [(png(5000, 1), "png"), (jpeg(1, 5000), "jpeg")])
def test_the_bytes_decide_what_a_logo_is(tmp_path, data, kind):
    (tmp_path / "logo.svg").write_bytes(data)
    assert read_logo(tmp_path / "logo.svg").startswith(f"data:image/{kind};base64,")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg onload='alert(1)'/>",
        LARGE,
        png(5001, 1),
        png(1, 30_000),
        jpeg(5001, 1),
        png(0, 9),
        jpeg(9, 0),
    ],
    ids=["empty", "GIF", "SVG", "512 KB", "wide", "high", "wide JPEG", "no width", "no height"],
)
def test_other_pictures_are_refused(tmp_path, data):
    (tmp_path / "logo.png").write_bytes(data)
    with pytest.raises(ReportError, match="a whole PNG or JPEG of at most 512 KB and 5000 pixels"):
        read_logo(tmp_path / "logo.png")


@pytest.mark.parametrize("data", [png(16, 9), jpeg(16, 9)], ids=["PNG", "JPEG"])
def test_a_picture_that_is_cut_anywhere_is_none(data):
    assert picture(data)[1:] == picture(data + b"what a program appended")[1:] == (16, 9)
    assert [end for end in range(len(data)) if picture(data[:end])] == []
