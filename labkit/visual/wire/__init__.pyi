from .facts import (
    Heard as Heard,
    exchanges as exchanges,
    listening as listening,
    send_again as send_again,
)
from .live import live_wire as live_wire
from .wire import Exchange as Exchange, Wire as Wire, wire_card as wire_card, wire_live as wire_live
