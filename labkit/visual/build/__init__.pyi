from .build import (
    Build as Build,
    State as State,
    Step as Step,
    build_card as build_card,
    build_live as build_live,
)
from .context import DOCKERFILE as DOCKERFILE, Files as Files
from .dockerfile import instructions as instructions
from .dockerfile_fault import Fault as Fault
from .facts import Builder as Builder, Wanted as Wanted, follow as follow
