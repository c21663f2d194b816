from .child_process import ChildProcess as ChildProcess
from .console import Console as Console, Detail as Detail
from .disk import (
    disk_full as disk_full,
    engine_full as engine_full,
    existing as existing,
    mount_point as mount_point,
    reporting_full_disk as reporting_full_disk,
)
from .engine import find_engine as find_engine
from .kernelspecs import (
    ensure_kernelspec as ensure_kernelspec,
    ensure_lab_settings as ensure_lab_settings,
    is_registered as is_registered,
    kernelspec as kernelspec,
    kernelspec_path as kernelspec_path,
)
from .locks import one_at_a_time as one_at_a_time
from .packages import offer as offer
from .paths import made as made
from .system import (
    BOOTSTRAP as BOOTSTRAP,
    MIRROR as MIRROR,
    MachineFacts as MachineFacts,
    System as System,
    base_image_advice as base_image_advice,
)
