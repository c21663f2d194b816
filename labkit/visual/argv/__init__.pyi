from .argv import (
    Choice as Choice,
    Command as Command,
    Entrypoint as Entrypoint,
    Measured as Measured,
    Ran as Ran,
    Trial as Trial,
    argv_card as argv_card,
    argv_live as argv_live,
    choices as choices,
)
from .facts import measure as measure, run_one as run_one
from .live import live_argv as live_argv
