from .course_images import (
    ImageState as ImageState,
    ensure_images as ensure_images,
    survey as survey,
)
from .our_builds import untagged as untagged
from .registry import pin as pin, registry_refusal as registry_refusal
from .wheels import LOCK as LOCK, PYTHON as PYTHON
