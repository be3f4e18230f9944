"""What to say about each kind of move, with who says so."""

from dataclasses import dataclass

from config.kit.labels import N_
from contacts.rules.switch import Switch

NG = N_("Andrew Ng, on switching role and industry")


@dataclass(frozen=True)
class Advice:
    """A heading, what it means for the search, and where that comes from."""

    title: str
    text: str
    source: str


ADVICE: dict[Switch, Advice] = {
    Switch.NEITHER: Advice(
        title=N_("Same role, same industry"),
        text=N_(
            "Nothing to cross over here, so talk about what differs between employers: the same "
            "title can mean quite different work from one company to the next."
        ),
        source=NG,
    ),
    Switch.ROLE: Advice(
        title=N_("A role switch"),
        text=N_(
            "You know the industry and would change what you do in it. That is often easier at a "
            "startup, where work is less divided and people take on what needs doing; a big "
            "company tends to reward following the job as hired. Ask at both."
        ),
        source=NG,
    ),
    Switch.INDUSTRY: Advice(
        title=N_("An industry switch"),
        text=N_(
            "You keep the craft and change the setting. Ask what is different about this work "
            "here, and what insiders know about the industry that a newcomer would not."
        ),
        source=NG,
    ),
    Switch.BOTH: Advice(
        title=N_("A new role in a new industry"),
        text=N_(
            "Changing both at once is harder than changing one. It can be done; many people go in "
            "two steps, first the role or first the industry. Someone who has made one half of "
            "this move can tell you which half to begin with."
        ),
        source=NG,
    ),
}


def advice_for(kind: Switch) -> Advice:
    """Return what to say about a kind of move."""
    return ADVICE[kind]
