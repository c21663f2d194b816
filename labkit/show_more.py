"""The name by which notebooks made before labkit.show held all helpers import these."""

from labkit.show import Built, buildkit, folder_with, read_file

__all__ = ["Built", "buildkit", "folder_with", "read_file"]
