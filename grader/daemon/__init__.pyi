from . import buildkit as buildkit, docker_py as docker_py, raw_request as raw_request
from .build_trace import Report as Report, Vertex as Vertex
from .buildkit import (
    Built as Built,
    build as build,
    build_image as build_image,
    without_syntax as without_syntax,
)
from .capability import CAPABILITIES as CAPABILITIES, lacking as lacking
from .daemon import (
    ARCHIVE_LIMIT_BYTES as ARCHIVE_LIMIT_BYTES,
    Daemon as Daemon,
    TookTooLong as TookTooLong,
)
from .engine_facts import Engine as Engine, Event as Event
from .facts import (
    Change as Change,
    ChangeKind as ChangeKind,
    Container as Container,
    Endpoint as Endpoint,
    Image as Image,
    Mount as Mount,
    Network as Network,
    Published as Published,
)
from .probe import Execute as Execute, execute_here as execute_here
from .ran import OUTPUT_LIMIT_BYTES as OUTPUT_LIMIT_BYTES, Ran as Ran
from .saved_image import (
    Entry as Entry,
    EntryKind as EntryKind,
    Layer as Layer,
    SavedImage as SavedImage,
    parents as parents,
    read_saved as read_saved,
)
