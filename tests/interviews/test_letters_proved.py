"""The benches of letters, small: real workers, a real mail server, and what happens to both."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.bench import letters_clocks
from tests.processes import empty_the_queue, environment


@pytest.fixture
def empty_queue(transactional_db):
    """Other processes see what is written here; the queue is not emptied by Django itself."""
    yield
    empty_the_queue()


@pytest.mark.full
@pytest.mark.long
def test_each_gets_one_digest_a_working_day_while_clocks_change_and_a_worker_dies(
    empty_queue, tmp_path
):
    # Sydney goes back by an hour and Lord Howe by half of one.
    midst = datetime(2026, 4, 4, 16, tzinfo=UTC)
    days = [(midst - timedelta(hours=20), midst + timedelta(hours=20))]

    figures, wrong = letters_clocks.run(
        environment(tmp_path), tmp_path, days, step=timedelta(hours=1), kills=1
    )

    assert wrong == []
    assert figures["digests due"] > 50 and figures["killed"] > 0
