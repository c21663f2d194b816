from .child_process import Program as Program
from .console import Console as Console, Detail as Detail
from .disk import (
    FULL as FULL,
    disk_full as disk_full,
    engine_full as engine_full,
    existing as existing,
    is_full as is_full,
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
from .one_at_a_time import alone as alone
from .packages import offer as offer
from .paths import (
    CHECKOUT as CHECKOUT,
    DOCKERFILES as DOCKERFILES,
    WORK as WORK,
    cache_dir as cache_dir,
    images_dir as images_dir,
    made as made,
    state_dir as state_dir,
)
from .system import (
    BOOTSTRAP as BOOTSTRAP,
    MIRROR as MIRROR,
    MachineFacts as MachineFacts,
    System as System,
    base_image_advice as base_image_advice,
)
