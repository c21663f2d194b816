from . import engine_papermill as engine_papermill
from .engine_papermill import GradingClient as GradingClient
from .examination import Examination as Examination
from .grade import (
    Graded as Graded,
    Rules as Rules,
    grade_submission as grade_submission,
    not_graded as not_graded,
)
from .spare_sandbox import SpareSandbox as SpareSandbox
from .submission import Submission as Submission, find_submissions as find_submissions
from .submitted_file import SubmittedFile as SubmittedFile, read_file as read_file
