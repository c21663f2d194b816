from .facts import served as served
from .page import (
    Served as Served,
    live_page as live_page,
    page_card as page_card,
    page_live as page_live,
)
