from .boxes import (
    CELL as CELL,
    NOWRAP as NOWRAP,
    Tint as Tint,
    box as box,
    cell as cell,
    fold as fold,
    grid as grid,
)
from .card import (
    HIDDEN as HIDDEN,
    Card as Card,
    Tone as Tone,
    code_block as code_block,
    code_note as code_note,
    frame as frame,
    inline as inline,
    listing as listing,
    note as note,
    numbered as numbered,
    paragraph as paragraph,
    spoken as spoken,
    table as table,
)
from .excerpt import excerpt as excerpt, excerpt_html as excerpt_html
from .live import Live as Live, has_frontend as has_frontend
from .paint import (
    bar as bar,
    chip as chip,
    code as code,
    data_table as data_table,
    table_cell as table_cell,
    text_grid as text_grid,
)
from .saved_cards import VIEW as VIEW
from .sizes import size_text as size_text
from .watch import watch as watch
