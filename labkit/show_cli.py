"""The name by which notebooks made before labkit.show held all helpers import these."""

from labkit.show import cli, stable

__all__ = ["cli", "stable"]
