"""`mail_stopped`: which addresses take no mail, and which of them is to be tried again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.actions.stopping import lift
from interviews.models import StoppedAddress


class Command(BaseCommand):
    """`manage.py mail_stopped [--lift ADDRESS …]`."""

    help = "List the addresses that take no mail, or let mail go to some of them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the addresses to lift."""
        parser.add_argument(
            "--lift", nargs="+", dest="lifted", metavar="ADDRESS", help="let mail go there again"
        )

    def handle(self, *args: Any, lifted: list[str] | None, **options: Any) -> None:
        """Print a line for each address; 1 where one to be lifted was not stopped."""
        if lifted:
            self._lift(lifted)
            return
        rows = StoppedAddress.objects.order_by("stopped_at")
        for row in rows:
            since = f"{row.stopped_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"{since}  {row.address}  {row.said}".rstrip())
        if not rows:
            self.stdout.write("No address is known to take no mail.")

    def _lift(self, addresses: list[str]) -> None:
        unknown = [address for address in addresses if not lift(address)]
        if unknown:
            raise CommandError(f"Not among those that take no mail: {', '.join(unknown)}")
        self.stdout.write("Mail goes there again.")
