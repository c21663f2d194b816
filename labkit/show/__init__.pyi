from .builds import (
    Built as Built,
    buildkit as buildkit,
    folder_with as folder_with,
    read_file as read_file,
)
from .command_line import cli as cli, stable as stable
from .disk import Overlay as Overlay, overlay as overlay, size as size, tree as tree
from .engines import second_engine as second_engine
from .layers import files as files, stacks as stacks
from .predictions import changes as changes, own_name as own_name, reveal as reveal, rows as rows
