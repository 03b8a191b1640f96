"""The bytes of an answer as they were before they were packed for the way: in small pieces, and whole or not at all."""

import zlib
from collections.abc import Iterator

import httpx2

PACKING = "gzip"  # the one that is asked for: its reader stops at a limit, and its end can be told from a cut
MOST_AT_ONCE = 2**20


def unpacked(response: httpx2.Response) -> Iterator[bytes]:
    """The body, piece by piece. Raises httpx2.DecodingError for another packing, and for what is damaged or ends early.

    The library would give up nothing that it got, so that half a packed file would pass for the whole.
    """
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        yield from response.iter_raw()
        return
    if packing != PACKING:
        raise httpx2.DecodingError(f"packed as {packing}, which was not asked for")
    member = None
    for raw in response.iter_raw():
        while raw:
            member = member or zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                piece = member.decompress(raw, MOST_AT_ONCE)
            except zlib.error as error:
                raise httpx2.DecodingError(f"damaged: {error}") from None
            if piece:
                yield piece
            raw = member.unused_data if member.eof else member.unconsumed_tail
            member = None if member.eof else member
    if member is not None:
        raise httpx2.DecodingError("its end is missing")
