"""Which model words a member's replies, sealed (class C: an address and a key are theirs alone)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ModelChoicePayload(BaseModel):
    """`provider` is a folder of `evenkeel.llm`; `on` is false while it is only written down."""

    model_config = ConfigDict(frozen=True)

    provider: str = ""
    url: str = ""
    model: str = ""
    key: str = ""
    on: bool = False
