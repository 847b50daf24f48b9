"""String, Id, Boolean and Blob (Apex Reference Guide, System namespace)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from tui.demo.apex.shelf import Signature, methods
from tui.demo.apex.values import Thrown, thrown, to_text
from tui.demo.http.record_id import read_id

_DIGESTS = {"md5": "md5", "sha1": "sha1", "sha-256": "sha256", "sha-512": "sha512"}


def to_id(text: str | None) -> str | None:
    """The Id that a String says. Raises Thrown (System.StringException)."""
    if text is None:
        return None
    try:
        return read_id(text)
    except ValueError:
        raise thrown("System.StringException", f"Invalid id: {text}") from None


def _out_of_bounds(what: str, at: int) -> Thrown:
    return thrown("System.StringException", f"{what} position out of bounds: {at}")


def substring(text: str, start: int, end: int | None = None) -> str:
    """The part of the text; positions outside of it are exceptions, not shortened."""
    stop = len(text) if end is None else end
    if not 0 <= start <= len(text):
        raise _out_of_bounds("Starting", start)
    if not start <= stop <= len(text):
        raise _out_of_bounds("Ending", stop)
    return text[start:stop]


def join(parts: Iterable[Any], separator: str) -> str:
    """The members as text with the separator between them."""
    return separator.join([one if type(one) is str else to_text(one) for one in parts])


def split(text: str, pattern: str, limit: int = 0) -> list[str]:
    """The pieces between matches of a regular expression; trailing empty ones are dropped, as Java does."""
    parts = re.split(_regex(pattern), text, maxsplit=max(limit - 1, 0))
    if len(parts) > 1 and parts[0] == "" and pattern == "":
        parts = parts[1:]
    while limit == 0 and len(parts) > 1 and parts[-1] == "":
        parts.pop()
    return parts


def hash_code(text: str) -> int:
    """Java's hash of a string, in 32 bits."""
    total = 0
    for one in text:
        total = (31 * total + ord(one)) & 0xFFFFFFFF
    return total - (1 << 32) if total >= 1 << 31 else total


def _regex(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise thrown("System.StringException", f"Invalid regex: {error}") from None


def _replace_all(text: str, pattern: str, new: str) -> str:
    return _regex(pattern).sub(re.sub(r"\$(\d)", r"\\\1", new), text)


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise thrown("System.StringException", "Unrecognized base64 character") from None


def _to_string(blob: bytes) -> str:
    try:
        return blob.decode("utf-8")
    except UnicodeDecodeError:
        raise thrown("System.StringException", "BLOB is not a valid UTF-8 string") from None


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise thrown("System.StringException", "Invalid hexadecimal string") from None


def _digest(algorithm: str, data: bytes) -> bytes:
    try:
        return hashlib.new(_DIGESTS[algorithm.lower()], data, usedforsecurity=False).digest()
    except KeyError:
        raise thrown("System.NoAccessException", f"Invalid algorithm: {algorithm}") from None


def _format(text: str, values: list[Any]) -> str:
    return re.sub(r"\{(\d+)\}", lambda one: to_text(values[int(one[1])]) if int(one[1]) < len(values) else one[0], text)


def _char_at(text: str, at: int) -> int:
    if not 0 <= at < len(text):
        raise thrown("System.StringException", f"String index out of range: {at}")
    return ord(text[at])


def _between(text: str, start: str, end: str) -> str | None:
    _before, found, rest = text.partition(start)
    inside, closed, _ = rest.partition(end)
    return inside if found and closed else None


def _difference(text: str, other: str) -> str:
    same, most = 0, min(len(text), len(other))
    while same < most:  # halving: whoever packs a large answer asks this of every member
        half = (same + most + 1) // 2
        if text[:half] == other[:half]:
            same = half
        else:
            most = half - 1
    return other[same:]


def _compare(one: str, other: str) -> int:
    return (one > other) - (one < other)


def _is_blank(text: str | None) -> bool:
    return text is None or not text.strip()


STRING: list[Signature] = methods(
    "String",
    {
        "Integer length()": len,
        "String substring(Integer)": substring,
        "String substring(Integer, Integer)": substring,
        "String left(Integer)": lambda text, count: text[: max(count, 0)],
        "String right(Integer)": lambda text, count: text[-count:] if count > 0 else "",
        "String mid(Integer, Integer)": lambda text, at, count: text[at : at + count],
        "Boolean startsWith(String)": str.startswith,
        "Boolean endsWith(String)": str.endswith,
        "Boolean startsWithIgnoreCase(String)": lambda text, head: text.lower().startswith(head.lower()),
        "Boolean contains(String)": lambda text, part: part in text,
        "Boolean containsIgnoreCase(String)": lambda text, part: part.lower() in text.lower(),
        "Integer indexOf(String)": str.find,
        "Integer indexOf(String, Integer)": str.find,
        "Integer lastIndexOf(String)": str.rfind,
        "Integer countMatches(String)": lambda text, part: text.count(part) if part else 0,
        "String replace(String, String)": str.replace,
        "String replaceAll(String, String)": _replace_all,
        "String remove(String)": lambda text, part: text.replace(part, ""),
        "String difference(String)": _difference,
        "String removeStart(String)": str.removeprefix,
        "String removeEnd(String)": str.removesuffix,
        "List<String> split(String)": split,
        "List<String> split(String, Integer)": split,
        "String substringBefore(String)": lambda text, mark: text.partition(mark)[0],
        "String substringAfter(String)": lambda text, mark: text.partition(mark)[2],
        "String substringBetween(String, String)": _between,
        "String trim()": str.strip,
        "String toLowerCase()": str.lower,
        "String toUpperCase()": str.upper,
        "String capitalize()": lambda text: text[:1].upper() + text[1:],
        "String reverse()": lambda text: text[::-1],
        "String repeat(Integer)": lambda text, count: text * count,
        "String leftPad(Integer)": str.rjust,
        "String leftPad(Integer, String)": lambda text, length, pad: (
            (pad * length)[: max(length - len(text), 0)] + text
        ),
        "String rightPad(Integer)": str.ljust,
        "Integer charAt(Integer)": _char_at,
        "Integer codePointAt(Integer)": _char_at,
        "Integer hashCode()": hash_code,
        "Integer compareTo(String)": _compare,
        "Boolean equals(Object)": lambda text, other: text == other,
        "Boolean equalsIgnoreCase(String)": lambda text, other: other is not None and text.lower() == other.lower(),
        "Boolean isNumeric()": lambda text: text.isdigit(),
        "static Boolean isBlank(String)": _is_blank,
        "static Boolean isNotBlank(String)": lambda text: not _is_blank(text),
        "static Boolean isEmpty(String)": lambda text: not text,
        "static Boolean isNotEmpty(String)": bool,
        "static String join(Iterable<Object>, String)": join,
        "static String valueOf(Object)": lambda value: None if value is None else to_text(value),
        "static String format(String, List<Object>)": _format,
        "static String escapeSingleQuotes(String)": lambda text: re.sub(r"(['\\])", r"\\\1", text),
        "static String fromCharArray(List<Integer>)": lambda codes: "".join(map(chr, codes)),
        "List<Integer> getChars()": lambda text: [ord(one) for one in text],
    },
)

OTHERS: list[Signature] = [
    *methods(
        "Id",
        {
            "static Id valueOf(String)": to_id,
            "String to15()": lambda one: one[:15],
            "Boolean equals(Object)": lambda one, other: one == other,
        },
    ),
    *methods(
        "Boolean",
        {"static Boolean valueOf(Object)": lambda value: value is True or str(value).lower() == "true"},
    ),
    *methods(
        "Blob",
        {
            "static Blob valueOf(String)": lambda text: text.encode("utf-8"),
            "String toString()": _to_string,
            "Integer size()": len,
        },
    ),
    *methods(
        "EncodingUtil",
        {
            "static String base64Encode(Blob)": lambda blob: base64.b64encode(blob).decode("ascii"),
            "static Blob base64Decode(String)": _from_base64,
            "static String convertToHex(Blob)": bytes.hex,
            "static Blob convertFromHex(String)": _from_hex,
            "static String urlEncode(String, String)": lambda text, charset: quote_plus(text, encoding=charset),
            "static String urlDecode(String, String)": lambda text, charset: unquote_plus(text, encoding=charset),
        },
    ),
    *methods("Crypto", {"static Blob generateDigest(String, Blob)": _digest}),
]
