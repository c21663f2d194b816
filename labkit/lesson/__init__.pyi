from .course_map import course_map as course_map
from .exercise_card import Standing as Standing, exercise_card as exercise_card
from .notebook import (
    check as check,
    cleanup as cleanup,
    hint as hint,
    on_restart as on_restart,
    open_lesson as open_lesson,
    reset as reset,
    solution as solution,
    start as start,
    status as status,
)
from .progress import (
    ExerciseProgress as ExerciseProgress,
    LessonProgress as LessonProgress,
    exercise_number as exercise_number,
    print_status as print_status,
)
