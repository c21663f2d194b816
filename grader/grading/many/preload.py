"""What the server that workers are forked from imports before it forks them.

The collector would walk through it again and again, in the server and in every worker, and find
nothing: modules stay.
"""

from __future__ import annotations

import gc

gc.disable()

from grader.lean_imports import leave_out_iri_grammar  # noqa: E402

leave_out_iri_grammar()

from grader.grading.many import worker  # noqa: E402, F401

gc.freeze()
gc.enable()
