"""Many submissions: jobs, workers of this machine or a cluster, and results that survive a kill.

Must not know what an exercise asks or how one submission is run.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
