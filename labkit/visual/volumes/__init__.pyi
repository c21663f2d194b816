from .card import live_volumes as live_volumes, volumes_card as volumes_card
from .facts import volume_map as volume_map
from .volumes import (
    Holder as Holder,
    Place as Place,
    PlaceKind as PlaceKind,
    Use as Use,
    VolumeMap as VolumeMap,
)
