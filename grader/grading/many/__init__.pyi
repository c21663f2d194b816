from . import fork_server as fork_server
from .batch import Scale as Scale, grade_command as grade_command
