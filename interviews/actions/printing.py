"""Keep how a sheet was printed."""

from interviews.models import Sheet
from interviews.rules.printing import PaperSize, Variant


def choose_print(sheet: Sheet, *, variant: Variant, size: PaperSize) -> None:
    """Print a sheet like this from now on, and those that nobody has chosen for."""
    sheet.variant, sheet.paper_size = variant, size
    sheet.save(update_fields=["variant", "paper_size"])
