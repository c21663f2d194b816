"""What a lesson shows with: predictions, tables, stacks of layers, commands, builds, engines.

Notebooks import these names: they are an API. Must not know exercises.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
