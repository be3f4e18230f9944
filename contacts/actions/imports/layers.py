"""What imports wrote about one person, as layers: what passes up when one below is taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contacts.actions.imports.differing import FILLED, GROWN, POSITION
from contacts.rules.plain import plain
from contacts.rules.positions import tells_nothing_new

type Facts = dict[str, Any]
type Way = tuple[str, str]

# Somebody of whom nothing is told; keys are columns of Person, but `told` has a key for each format,
# and title and organisation are one fact.
BLANK: Facts = {
    "position": ["", None],
    **dict.fromkeys(FILLED, ""),
    **dict.fromkeys(("connected_on", "referred_by_id", "named_on")),
    "is_do_not_contact": False,
    "may_use_name": "unknown",
    **{name: [] for name in GROWN},
}


@dataclass
class Layer:
    """What one import told of a person, what it found, and what it wrote over that."""

    tells: Facts
    ways: set[Way]
    before: Facts = field(default_factory=dict)
    wrote: Facts = field(default_factory=dict)
    reaches: list[Way] = field(default_factory=list)

    def drop(self, key: str) -> None:
        """Forget a fact that this import makes no difference to."""
        self.before.pop(key, None)
        self.wrote.pop(key, None)

    def says(self, key: str, held: Any, base: Facts) -> Any:
        """Return what this import would write of a fact, or None where it tells nothing."""
        told = self.tells.get(key)
        if key != "position" or told is None:
            return told
        if not self._is_news(base):
            return None
        title, place = told
        known = [one for one in (held[0], base[key][0]) if plain(one) == plain(title)]
        return [known[0] if known else title or base[key][0], place or base[key][1]]

    def _is_news(self, base: Facts) -> bool:
        """Return whether files of its formats had not told its title and organisation before."""
        for key, position in self.tells.items():
            if key.startswith("told:"):
                if not tells_nothing_new(position, base.get(key)):
                    return True
        return False


def unfolded(facts: Mapping[str, Any]) -> Facts:
    """Return columns as facts: one position, and a key for each format that told of it."""
    told = {f"told:{name}": said for name, said in (facts.get("told") or {}).items()}
    own = {key: value for key, value in facts.items() if key not in ("told", *POSITION)}
    if facts.keys() >= set(POSITION):
        own["position"] = [facts[name] for name in POSITION]
    return own | told


def folded(facts: Mapping[str, Any]) -> Facts:
    """Return facts as the columns they stand in."""
    own = flat({key: value for key, value in facts.items() if not key.startswith("told:")})
    told = {key[5:]: said for key, said in facts.items() if key.startswith("told:") and said}
    return own | {"told": told}


def flat(facts: Mapping[str, Any]) -> Facts:
    """Return facts with title and organisation as the columns they are."""
    own = {key: value for key, value in facts.items() if key != "position"}
    return own | dict(zip(POSITION, facts.get("position", ()), strict=False))


def is_same(key: str, one: Any, other: Any) -> bool:
    """Return whether two values of a fact are the same; of lists of words the order is nothing."""
    return sorted(one) == sorted(other) if key in GROWN else bool(one == other)


def unwound(now: Facts, later: Sequence[Layer]) -> Facts:
    """Return what stood there before the layers."""
    state = dict(now)
    for layer in reversed(later):
        state |= layer.before
    return state


def met_above(key: str, now: Facts, later: Sequence[Layer]) -> Any:
    """Return what the first later import to write a fact found, else what stands there now."""
    return next((layer.before[key] for layer in later if key in layer.before), now.get(key))


def hand_on(
    held: Facts, old: Facts, now: Facts, later: Sequence[Layer]
) -> tuple[set[str], set[str]]:
    """Take out what an import wrote (`held` over `old`) from under the later layers.

    Changes those and `now`. Returns the facts that are no longer its own: those that passed on, and
    those that the user had changed before a later import wrote over them.
    """
    passed: set[str] = set()
    edited: set[str] = set()
    base = unwound(now, later) | {key: old.get(key) for key in held}
    for key, value in held.items():
        if key in GROWN:
            held[key] = _hand_on_words(key, value, old.get(key) or [], now, later)
            continue
        take_out = _hand_on_position if key == "position" else _hand_on_one
        done = take_out(key, value, old.get(key), now, later, base)
        if done is not None:
            (passed if done else edited).add(key)
    return passed, edited


def _hand_on_one(
    key: str, held: Any, old: Any, now: Facts, later: Sequence[Layer], base: Facts
) -> bool | None:
    """Return whether a fact passed on, False where the user changed it, None where nobody tells it."""
    for turn, layer in enumerate(later):
        if key in layer.before:
            if layer.before[key] != held:
                return False
            layer.before[key] = old
            if layer.wrote[key] == old:
                layer.drop(key)
            return True
        says = layer.says(key, held, base)
        if says in (None, "", False):
            continue
        above = next((one for one in later[turn + 1 :] if key in one.before), None)
        seen = above.before if above else now
        if seen.get(key) != held:
            return False
        layer.before[key], layer.wrote[key], seen[key] = old, says, says
        if says == old:
            layer.drop(key)
        if above and above.wrote[key] == says:
            above.drop(key)
        return True
    return None


def _hand_on_position(
    key: str, held: Any, old: Any, now: Facts, later: Sequence[Layer], base: Facts
) -> bool | None:
    """Return the same of a position, of which a layer above may have written one part only."""
    # What stood under the next layer to write it, and what does from now on.
    found, becomes, is_passed = held, old, False
    for turn, layer in enumerate(later):
        if key in layer.before:
            if layer.before[key] != found:
                return is_passed
            wrote = layer.wrote[key]
            parts = zip(layer.tells.get(key) or ["", None], wrote, found, becomes, strict=True)
            new = [below if own == was and not told else own for told, own, was, below in parts]
        elif is_passed or (says := layer.says(key, held, base)) is None:
            continue
        elif met_above(key, now, later[turn + 1 :]) != found:
            return False
        else:
            wrote, new = found, says
        layer.before[key], layer.wrote[key] = becomes, new
        if new == becomes:
            layer.drop(key)
        found, becomes, is_passed = wrote, new, True
    if is_passed and now[key] == found:
        now[key] = becomes
    return is_passed or None


def _hand_on_words(
    key: str, held: list[str], old: list[str], now: Facts, later: Sequence[Layer]
) -> list[str]:
    """Return the list without the words that later imports tell as well."""
    added = [word for word in held if word not in old]
    for turn, layer in enumerate(later):
        told = layer.tells.get(key, [])
        got = [word for word in added if word in told and word in now[key]]
        added = [word for word in added if word not in got]
        if got or key in layer.before:
            without = {*got, *added}
            # What it did not change stood there as the layers above it found it.
            stood: list[str] = unwound(now, later[turn + 1 :]).get(key) or []
            below: list[str] = layer.before.get(key, stood)
            after: list[str] = layer.wrote.get(key, stood)
            was = [word for word in below if word not in without]
            wrote = [word for word in after if word not in without]
            layer.before[key], layer.wrote[key] = was, wrote + got
            if was == layer.wrote[key]:
                layer.drop(key)
    return old + added


def hand_on_ways(
    ways: Sequence[Way], later: Sequence[Layer], fold: Callable[[Way], Way]
) -> list[Way]:
    """Give addresses to the first layer that tells them too; return those nobody does."""
    left = []
    for way in ways:
        layer = next((one for one in later if fold(way) in one.ways), None)
        if layer is None:
            left.append(way)
        else:
            layer.reaches.append(way)
    return left
