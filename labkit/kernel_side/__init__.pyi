from . import events as events
from .bases import TAGS as TAGS, load_bases as load_bases
from .current_lesson import (
    CellStopped as CellStopped,
    Opened as Opened,
    current_labels as current_labels,
)
from .labelled import label_what_it_creates as label_what_it_creates
from .removal import Removed as Removed, Thing as Thing, remove as remove, things as things
from .where import (
    SHARED as SHARED,
    connect as connect,
    in_sandbox as in_sandbox,
    learner as learner,
)
