from .course import (
    Given as Given,
    check as check,
    choice as choice,
    name as name,
    number as number,
    right as right,
    token as token,
    word as word,
    wrong as wrong,
)
from .daemon import (
    Daemon as Daemon,
    Ran as Ran,
    TookTooLong as TookTooLong,
    build_image as build_image,
)
from .report import (
    expect as expect,
    expect_that as expect_that,
    missing as missing,
    value_of as value_of,
)
