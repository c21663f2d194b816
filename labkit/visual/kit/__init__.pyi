from . import nodes as nodes
from .cards import (
    Card as Card,
    card as card,
    code_note as code_note,
    listing as listing,
    note as note,
    numbered as numbered,
    table as table,
)
from .live import Live as Live, has_frontend as has_frontend
from .nodes import (
    FLOWING as FLOWING,
    NOWRAP as NOWRAP,
    Content as Content,
    Tint as Tint,
    Tone as Tone,
)
from .saved_cards import VIEW as VIEW
from .sizes import size_text as size_text
from .watch import watch as watch
