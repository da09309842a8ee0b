"""Goals that step up by themselves."""

GOAL_STEPS = (
    100,
    250,
    500,
    1_000,
    1_500,
    2_500,
    5_000,
    7_500,
    10_000,
    15_000,
    25_000,
    35_000,
    50_000,
    75_000,
    100_000,
    150_000,
    250_000,
    500_000,
    1_000_000,
)


def goal_after(signed: int, goal: int | None) -> int:
    """The goal to show: the author's until it is reached, then the next step above the count."""
    if goal is not None and signed < goal:
        return goal
    return next((step for step in GOAL_STEPS if step > signed), (signed // 1_000_000 + 1) * 1_000_000)
