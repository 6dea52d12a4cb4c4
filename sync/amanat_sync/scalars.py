"""The scalars that JSON is made of: every text, number and binary value has a limit and one spelling.

Binary values are base64url without padding (RFC 4648 section 5) of an exact length; the last letter has no loose
bits, so that two texts never mean the same bytes.  Times are milliseconds since 1970 UTC.  Integers stay within
2^53-1, which both languages hold exactly.  Lengths of texts count code points.
"""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

INTEGER_TOP: Final = 2**53 - 1
YJS_TOP: Final = 256 * 1024
"""A note's update has at most 192 KiB, which is 256 KiB as base64url."""

_LETTER = "[A-Za-z0-9_-]"
_LAST = {1: "[AQgw]", 2: "[AEIMQUYcgkosw048]"}


def _binary(size: int) -> Meta:
    """``size`` bytes, exactly."""
    letters = -(-size * 4 // 3)
    last = _LAST.get(size % 3, _LETTER)
    return Meta(
        min_length=letters,
        max_length=letters,
        pattern=f"^{_LETTER}{{{letters - 1}}}{last}$",
        description=f"{size} bytes, base64url",
        extra={"bytes": size},
    )


_TAIL = f"(?:{_LETTER}{_LAST[1]}|{_LETTER}{{2}}{_LAST[2]})?"
_ANY = rf"^(?:{_LETTER}{{4}})*{_TAIL}$(?!\n)"
_CERTIFICATES = rf"^(?:{_LETTER}{{384}})+$(?!\n)"
_CURSOR = r"^[0-9a-f]{32}\.(?:0|[1-9][0-9]{0,15})$(?!\n)"
_LANGUAGE = r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$(?!\n)"
_CODE = r"^[a-z0-9]+(?:-[a-z0-9]+)+$(?!\n)"

Id = Annotated[str, _binary(16)]
Hash = Annotated[str, _binary(32)]
Key = Annotated[str, _binary(32)]
Token = Annotated[str, _binary(32)]

Yjs = Annotated[str, Meta(min_length=2, max_length=YJS_TOP, pattern=_ANY, description="Yjs bytes, base64url")]
Certificates = Annotated[
    str,
    Meta(
        max_length=384 * 64, pattern=_CERTIFICATES, description="certificates of 288 bytes joined, base64url"
    ),
]
CursorText = Annotated[str, Meta(max_length=49, pattern=_CURSOR, description="a place to go on from; opaque")]
Language = Annotated[str, Meta(max_length=30, pattern=_LANGUAGE, description="a BCP 47 language tag")]
CodeText = Annotated[str, Meta(max_length=64, pattern=_CODE, description="a code of errors.py")]

Count = Annotated[int, Meta(ge=0, le=INTEGER_TOP)]
Time = Annotated[int, Meta(ge=0, le=INTEGER_TOP, description="milliseconds since 1970 UTC")]
Days = Annotated[int, Meta(ge=1, le=36_500, description="days")]
Role = Annotated[int, Meta(ge=1, le=8, description="a role by its number in a certificate")]
Status = Annotated[int, Meta(ge=400, le=599, description="the HTTP status")]

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Sentence = Annotated[str, Meta(max_length=2000)]
