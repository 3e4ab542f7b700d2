"""Whether a request may write: only the page that the writer opened, from this machine.

Any page in the same browser can send requests to this machine. So a request has to bring the token
that only the address in the terminal had, say that it comes from this very page, and be JSON, which
no form can send. It must not know what is written.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from email.message import Message
from typing import Any, NamedTuple

TOKEN_HEADER = "X-Reportgen-Token"
MAX_REQUEST_BYTES = 65_536
"""The longest paragraph that we know has a tenth of this."""


class Refusal(NamedTuple):
    """Why a request may not write."""

    status: int
    message: str


def find_refusal(
    headers: Message, token: str, media_types: Sequence[str], most: int
) -> Refusal | None:
    """Why a request with these headers may not write, or None if it may. `most`: the bytes that its
    body may have."""
    hosts, origins = headers.get_all("Host", []), headers.get_all("Origin", [])
    if len(hosts) != 1 or [origin.lower() for origin in origins] != [f"http://{hosts[0]}".lower()]:
        return Refusal(403, "This request does not come from the page of the preview.")
    if headers.get_all("Sec-Fetch-Site", ["same-origin"]) != ["same-origin"]:
        return Refusal(403, "This request does not come from the page of the preview.")
    given = headers.get_all(TOKEN_HEADER, [])
    if len(given) != 1 or not hmac.compare_digest(given[0].encode(), token.encode()):
        return Refusal(
            401,
            "This page may not write. The preview was probably started again: open the address that"
            " it printed. Your unsaved text is kept.",
        )
    if headers.get_all("Content-Type", []) not in [[name] for name in media_types]:
        return Refusal(415, f"The preview takes {' or '.join(media_types)} here.")
    return _find_length_refusal(headers, most)


def _find_length_refusal(headers: Message, most: int) -> Refusal | None:
    lengths = headers.get_all("Content-Length", [])
    if "Transfer-Encoding" in headers or "Content-Encoding" in headers:
        return Refusal(411, "The preview wants to know the length of what is sent.")
    if len(lengths) != 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
        return Refusal(411, "The preview wants to know the length of what is sent.")
    if len(lengths[0]) > 12 or int(lengths[0]) > most:
        return Refusal(
            413, f"This is too long to be saved at once: at most {most:,} bytes. Save it in parts."
        )
    return None


def read_object(body: bytes) -> Mapping[str, Any] | None:
    """The JSON object of a request; None if it is anything else."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_refuse_repetition)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is used twice")
    return dict(pairs)
