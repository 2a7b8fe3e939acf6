"""What comes with a request is text in UTF-8, or it is refused: nothing of it is guessed or replaced.

The framework reads a form without asking: in one kind of form bytes that are no text become question marks,
in the other letters of another language, and what somebody wrote would be kept otherwise than it was sent.
"""

from collections.abc import AsyncGenerator, AsyncIterable
from functools import partial
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from core.errors import N_
from sbcp.web.forms.values import integer

NOT_TEXT = N_(
    "Some of what was sent is not text in UTF-8, so we cannot tell what it says. "
    "Nothing was saved. Go back, and send it again from the page of the form."
)
MAX_TYPED = 2**20  # bytes of a form without files: many times the longest text that one takes
MAX_AT_ONCE = 2**14  # bytes that are read within a millisecond
_ASCII = "".join(map(chr, range(128)))
_AS_BYTES = "latin-1"  # each byte is one sign of it: what was read so can be taken back


class NotText(HTTPException):
    """The request holds bytes that are no UTF-8. ``detail`` is a gettext id."""

    def __init__(self) -> None:
        super().__init__(400, NOT_TEXT)


def query(sent: bytes) -> bytes:
    """The query of an address, with letters that stand in it as they are written as addresses write them.
    Raises NotText."""
    try:
        unquote_to_bytes(sent).decode()
    except UnicodeDecodeError as error:
        raise NotText from error
    return sent if sent.isascii() else quote(sent, safe=_ASCII).encode()


async def form(
    request: Request, *, max_body: int, max_files: int, max_fields: int, max_part_size: int
) -> FormData:
    """The form in the body of a request; empty for a body of another kind. The caller closes it.

    max_body: bytes of the whole. What is over it is refused before it is read, and where its length was not
    told, as soon as that shows. Only a form with files may have more than MAX_TYPED.

    Raises NotText, and HTTPException (400) for what is no form or too much of one, (413) for what is too
    large.
    """
    kind, _options = parse_options_header(request.headers.get("content-type"))
    max_body = max_body if kind == b"multipart/form-data" else min(max_body, MAX_TYPED)
    if integer(request.headers.get("content-length", "0"), max_body) is None:
        raise HTTPException(413)
    if kind == b"multipart/form-data":
        return await _multipart(request, _pieces(request, max_body), max_files, max_fields, max_part_size)
    pieces = _pieces(request, max_body)
    if kind == b"application/x-www-form-urlencoded":
        body = await _few_fields(pieces, max_fields)
        # What is large would keep everybody waiting who is served by this thread.
        parse = partial(_urlencoded, body, max_fields)
        return await run_in_threadpool(parse) if len(body) > MAX_AT_ONCE else parse()
    return FormData()


async def _pieces(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The body as it comes. Raises HTTPException (413)."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise HTTPException(413)
        yield piece


async def _few_fields(pieces: AsyncIterable[bytes], max_fields: int) -> bytes:
    """The body, if it has not too many fields: they are counted as they come, before anything is made of
    them. Raises HTTPException (400)."""
    body, separators = bytearray(), 0
    async for piece in pieces:
        separators += piece.count(b"&")
        if separators >= max_fields:
            raise HTTPException(400)
        body += piece
    return bytes(body)


def _urlencoded(body: bytes, max_fields: int) -> FormData:
    try:
        text = body.decode()  # some programs send letters as they are
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=max_fields)
    except UnicodeDecodeError as error:
        raise NotText from error
    except ValueError as error:
        raise HTTPException(400) from error
    return FormData([*fields])


async def _multipart(
    request: Request,
    pieces: AsyncGenerator[bytes, None],
    max_files: int,
    max_fields: int,
    max_part_size: int,
) -> FormData:
    """Each part is read as bytes, whatever encoding the request claims, and then as UTF-8. The parser takes
    eight headers of 4 kB of a part, and reads as the pieces come."""
    headers = Headers({"content-type": f"{request.headers['content-type']}; charset={_AS_BYTES}"})
    parser = MultiPartParser(
        headers, pieces, max_files=max_files, max_fields=max_fields, max_part_size=max_part_size
    )
    try:
        read = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400) from error
    try:
        return FormData([(_text(name), _value(value)) for name, value in read.multi_items()])
    except UnicodeError as error:
        await read.close()
        raise NotText from error


def _value(value: str | UploadFile) -> str | UploadFile:
    if isinstance(value, str):
        return _text(value)
    value.filename = _text(value.filename or "")
    return value


def _text(read: str) -> str:
    return read.encode(_AS_BYTES).decode()
