from .exercise import (
    Check as Check,
    Exercise as Exercise,
    Right as Right,
    Wrong as Wrong,
    check as check,
    load_exercise as load_exercise,
    right as right,
    wrong as wrong,
)
from .given import (
    SELF_PACED as SELF_PACED,
    WORDS as WORDS,
    Given as Given,
    choice as choice,
    name as name,
    number as number,
    seed as seed,
    token as token,
    word as word,
)
from .learner import (
    ATTEMPT as ATTEMPT,
    COURSE_RUN as COURSE_RUN,
    attempt as attempt,
    course_run as course_run,
    learner_name as learner_name,
)
from .lesson import (
    MARKER as MARKER,
    Lesson as Lesson,
    front_matter as front_matter,
    load_course as load_course,
    load_lesson as load_lesson,
)
from .version import course_version as course_version
