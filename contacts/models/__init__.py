"""The nouns of contacts."""

from contacts.models.accounts import Account
from contacts.models.invitations import Invitation
from contacts.models.organisations import Organisation, Size
from contacts.models.outreach import Channel, Message, Purpose
from contacts.models.people import Permission, Person, Reach, ReachKind, Tie
from contacts.models.research import ResearchNote, ResearchTick
from contacts.models.searches import Belief, Search
from contacts.models.words import Function, Language, Level

__all__ = [
    "Account",
    "Belief",
    "Channel",
    "Function",
    "Invitation",
    "Language",
    "Level",
    "Message",
    "Organisation",
    "Permission",
    "Person",
    "Purpose",
    "Reach",
    "ReachKind",
    "ResearchNote",
    "ResearchTick",
    "Search",
    "Size",
    "Tie",
]
