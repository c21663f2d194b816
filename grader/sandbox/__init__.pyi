from . import engine as engine
from .endings import ENDED as ENDED, acts_since as acts_since
from .engine import (
    DEFAULT_SOCKET as DEFAULT_SOCKET,
    NoEngineError as NoEngineError,
    connect as connect,
    endpoint as endpoint,
    is_local as is_local,
)
from .faults import ROOTLESS as ROOTLESS, ROOTLESS_NEXT as ROOTLESS_NEXT
from .provisioner import (
    SandboxProvisioner as SandboxProvisioner,
    choose_transport as choose_transport,
    kernel_environment as kernel_environment,
    start_kernel as start_kernel,
)
from .run_dir import RunDir as RunDir, is_owned as is_owned, run_base as run_base, used as used
from .sandbox import (
    LeftOver as LeftOver,
    Sandbox as Sandbox,
    exec_output as exec_output,
    left_over as left_over,
    reap as reap,
)
from .settings import SECCOMP as SECCOMP, SHARED as SHARED, Limits as Limits
