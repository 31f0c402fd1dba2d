"""Reading the data folders `content/` and `languages/` into frozen, validated objects.

>>> from evenkeel.core.content import CONTENT
>>> CONTENT.name
'content'
"""

from evenkeel.core.content.loader import (
    CONTENT,
    LANGUAGES,
    MODELS,
    Content,
    ContentError,
    load_file,
    load_folder,
)

__all__ = ["CONTENT", "LANGUAGES", "MODELS", "Content", "ContentError", "load_file", "load_folder"]
