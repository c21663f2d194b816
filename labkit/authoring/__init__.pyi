from .builder import build_command as build_command
from .check import check_command as check_command
from .execute import CELL_TIMEOUT_S as CELL_TIMEOUT_S, LEARNER as LEARNER
from .stub import new_exercise as new_exercise
