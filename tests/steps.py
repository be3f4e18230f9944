"""How many steps Python takes for something: tells growth apart from a machine's speed."""

import sys


def steps_of(act):
    """Return how many functions are called and left while `act()` runs, the same on any machine."""
    steps = 0

    def count(frame, event, argument):
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return steps
