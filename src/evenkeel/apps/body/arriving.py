"""A file on its way in: sealed as it comes, never whole in memory, never plain on disk.

Here: Django's upload handler, and the pieces that the page's script sends. Not here: what is in the
file (`importing.py`).
"""

from __future__ import annotations

import shutil
import uuid
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from evenkeel.apps.body import spool
from evenkeel.importers import limits
from evenkeel.importers.contract import Reason, Refused

SLICE: Final = 8 * 1024 * 1024
"""What the page's script sends at a time; a whole number of sealed pieces."""
SPARE: Final = 1.2
"""Times the file's size that must be free on disk."""


def check_room(size: int) -> None:
    """Raises `Refused` for a file that is empty, too big, or has no room here."""
    if size <= 0:
        raise Refused(Reason.EMPTY)
    if size > limits.MOST_BYTES or shutil.disk_usage(spool.folder()).free < size * SPARE:
        raise Refused(Reason.TOO_BIG)


class Arrived(UploadedFile):  # type: ignore[type-arg]
    """A file that lies sealed in the spool: its id, key and size."""

    def __init__(self, *, id: uuid.UUID, key: bytes, name: str, size: int) -> None:
        super().__init__(file=None, name=name, content_type="", size=size)
        self.id, self.key = id, key


class SpoolHandler(FileUploadHandler):
    """Seals the first file of a form as it is parsed."""

    chunk_size = spool.PIECE

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.id, self.key = uuid.uuid4(), spool.new_key()
        self._spool: spool.Spool | None = None
        self._done = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._spool is None:
            self._spool = spool.Spool(self.id, self.key)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._spool is None or self._done:
            return None
        self._spool.write(raw_data)
        if self._spool.size > limits.MOST_BYTES:
            self._give_up()
            raise StopUpload(connection_reset=True)
        return None

    def file_complete(self, file_size: int) -> Arrived | None:
        if self._spool is None or self._done:
            return None
        self._done = True
        self._spool.close()
        return Arrived(id=self.id, key=self.key, name=self.file_name or "", size=file_size)

    def upload_interrupted(self) -> None:
        self._give_up()

    def _give_up(self) -> None:
        if self._spool is not None and not self._done:
            self._done = True
            self._spool.close()
            spool.remove(self.id)
