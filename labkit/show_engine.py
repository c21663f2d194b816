"""The name by which notebooks made before labkit.show held all helpers import these."""

from labkit.show import second_engine

__all__ = ["second_engine"]
