"""Files that were sent: identifiers, sizes of pictures, and the bytes themselves."""

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.simulator import limits
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.parameters import Upload

THUMBNAIL, LARGEST = 320, 1280


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; `kind` is photo or document, `path` what getFile answers."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    content_type: str
    data: bytes
    width: int = 0
    height: int = 0

    def as_object(self) -> dict[str, Any]:
        """PhotoSize or Document."""
        common = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}
        if self.kind == "photo":
            return {**common, "width": self.width, "height": self.height}
        return {**common, "file_name": self.name, "mime_type": self.content_type}


class FileStore:
    """Everything sent, by file id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._photos: dict[str, list[StoredFile]] = {}

    def get(self, file_id: str, kind: str | None = None) -> StoredFile:
        """The file with this id; ApiError 400 if there is none or it is of another kind."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind is not None and stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def at_path(self, path: str) -> StoredFile | None:
        """The file getFile gave this path."""
        return self._by_path.get(path)

    def sizes(self, file_id: str) -> list[dict[str, Any]]:
        """All sizes of the photo this id belongs to, smallest first."""
        return [size.as_object() for size in self._photos[self.get(file_id, "photo").file_id]]

    def add_document(self, upload: Upload) -> StoredFile:
        """Store a document; ApiError 413 above 50 MB."""
        if len(upload.data) > limits.UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        if not upload.data:
            raise bad_request("file must be non-empty")
        return self._store("document", upload)

    def add_photo(self, upload: Upload) -> StoredFile:
        """Store a picture as a JPEG in two sizes, as Telegram does; the larger one is returned."""
        if len(upload.data) > limits.PHOTO_BYTES:
            raise bad_request(
                f"file of size {len(upload.data)} bytes is too big for a photo; "
                f"the maximum size is {limits.PHOTO_BYTES} bytes"
            )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                picture = Image.open(io.BytesIO(upload.data)).convert("RGB")
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            raise bad_request("IMAGE_PROCESS_FAILED") from None
        width, height = picture.size
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        edges = [THUMBNAIL, LARGEST] if max(width, height) > THUMBNAIL else [LARGEST]
        sizes = [self._store_size(picture, edge) for edge in edges]
        for size in sizes:
            self._photos[size.file_id] = sizes
        return sizes[-1]

    def _store_size(self, picture: Image.Image, edge: int) -> StoredFile:
        scaled = picture.copy()
        scaled.thumbnail((edge, edge))
        encoded = io.BytesIO()
        scaled.save(encoded, "JPEG", quality=87)
        return self._store("photo", Upload("photo.jpg", "image/jpeg", encoded.getvalue()), scaled.size)

    def _store(self, kind: str, upload: Upload, size: tuple[int, int] = (0, 0)) -> StoredFile:
        number = len(self._by_id) + 1
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        suffix = suffix if suffix.isascii() and suffix.isalnum() else "bin"
        prefix = "AgACAgUAAxkB" if kind == "photo" else "BQACAgUAAxkB"
        stored = StoredFile(
            file_id=f"{prefix}AAIB{number:08d}",
            unique_id=f"AQADB{number:08d}",
            kind=kind,
            path=f"{kind}s/file_{number}.{suffix}",
            name=upload.name,
            content_type=upload.content_type or "application/octet-stream",
            data=upload.data,
            width=size[0],
            height=size[1],
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored
