from .expectations import (
    Missing as Missing,
    Unmet as Unmet,
    expect as expect,
    expect_that as expect_that,
    missing as missing,
    value_of as value_of,
)
from .markup import inline as inline
from .report import (
    CheckReport as CheckReport,
    ExerciseReport as ExerciseReport,
    Finding as Finding,
    Model as Model,
    Outcome as Outcome,
    Status as Status,
    SubmissionReport as SubmissionReport,
)
from .schema import published as published
from .text import (
    MARKS as MARKS,
    STATES as STATES,
    check_line as check_line,
    headline as headline,
    observation as observation,
    plain as plain,
    points_text as points_text,
    remarks as remarks,
    render_text as render_text,
    told_in_full as told_in_full,
)
