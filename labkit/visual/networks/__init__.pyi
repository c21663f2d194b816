from .facts import network_map as network_map
from .live import live_networks as live_networks
from .networks import (
    HOST as HOST,
    Listener as Listener,
    Member as Member,
    NetworkMap as NetworkMap,
    Try as Try,
    network_card as network_card,
)
from .request_facts import send as send
from .request_path import Answer as Answer, Request as Request, path as path, path_card as path_card
