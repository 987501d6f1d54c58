"""Whose name a report carries: logo, name, accent colour, footer. Severity and status colours are not brandable."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.files import ReportError
from auditor.model import Text
from auditor.report.pictures import picture

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_ACCENT = "#17456b"
_LOGO_BYTES = 512 * 1024
_LOGO_PIXELS = 5000  # a side: a browser unpacks four bytes a pixel, whatever the file's size


@dataclass(frozen=True, slots=True)
class Brand:
    """``logo`` is a data URI of a PNG or JPEG, ``accent`` a colour #rrggbb; empty texts print nothing."""

    name: str = ""
    logo: str | None = None
    accent: str = _ACCENT
    footer: str = ""

    @property
    def accent_text(self) -> str:
        """The accent, darkened until it can be read on white (contrast 4.5 : 1, WCAG 2.2, 1.4.3)."""
        channels = [int(self.accent[at : at + 2], 16) for at in (1, 3, 5)]
        while _contrast_on_white(channels) < 4.5:
            channels = [int(channel * 0.9) for channel in channels]
        return "#" + "".join(f"{channel:02x}" for channel in channels)


def make_brand(settings: Mapping[str, Any], folder: Path) -> Brand:
    """A brand from plain settings (name, logo, accent, footer); the logo's path is taken from ``folder``.

    Raises ReportError for a colour that is none and for a logo that is not a small PNG or JPEG.
    """
    accent = str(settings.get("accent") or _ACCENT)
    if not _COLOUR.match(accent):
        raise ReportError(
            Text(f"颜色 {accent!r} 无效，请写成 #17456b 的形式", f"{accent!r} is not a colour; write it like #17456b")
        )
    logo = settings.get("logo")
    return Brand(
        name=str(settings.get("name") or ""),
        logo=read_logo(folder / str(logo)) if logo else None,
        accent=accent.lower(),
        footer=str(settings.get("footer") or ""),
    )


def read_logo(path: Path) -> str:
    """The picture as a data URI. Its bytes decide what it is, not its name; SVG is refused, it can carry scripts.

    Raises ReportError for that, for what can't be read, and for a picture that is too large.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_LOGO_BYTES + 1)
    except OSError as error:
        raise ReportError(
            Text(f"无法读取标志图片 {path}：{error.strerror}", f"cannot read the logo {path}: {error.strerror}")
        ) from error
    found = picture(data) if len(data) <= _LOGO_BYTES else None
    if found is None or max(found.width, found.height) > _LOGO_PIXELS:
        raise ReportError(
            Text(
                f"标志图片 {path} 须为完整的 PNG 或 JPEG，不超过 512 KB，边长不超过 {_LOGO_PIXELS} 像素",
                f"the logo {path} has to be a whole PNG or JPEG of at most 512 KB and {_LOGO_PIXELS} pixels a side",
            )
        )
    return f"data:image/{found.kind};base64,{base64.b64encode(data).decode('ascii')}"


def _contrast_on_white(channels: list[int]) -> float:
    """Contrast ratio against white, by WCAG's relative luminance."""
    linear = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in (c / 255 for c in channels)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
