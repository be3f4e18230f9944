"""Tables of cases of which a quick run takes the first few."""

import pytest


def few(cases, *, quick=1):
    """Return cases for `parametrize`; those after the first few run with `--all` only."""
    cases = [*cases]
    return cases[:quick] + [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.full)
        for case in cases[quick:]
    ]
