"""# The primes below fifty

Leave in `answer` a list of the prime numbers below 50, smallest first.
"""

from grader import check, expect, missing, wrong

PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]


def starter(client, given):
    answer = None  # noqa: F841


def solution(client, given):
    return [
        number
        for number in range(2, 50)
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1))
    ]


@check()
def primes_are_right(answer):
    """`answer` lists the primes and nothing else."""
    if answer is None:
        raise missing("answer")
    expect("answer", answer, PRIMES)


@wrong(fails="primes_are_right")
def one_is_no_prime(client, given):
    """One is counted in."""
    return [1, *(n for n in range(2, 50) if all(n % d for d in range(2, n)))]
