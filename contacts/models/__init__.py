"""The nouns of contacts."""

from contacts.models.accounts import Account
from contacts.models.bulk_changes import BulkChange, BulkKind
from contacts.models.duplicates import Merge, OrganisationDuplicate, PersonDuplicate
from contacts.models.imports import (
    ImportChunk,
    ImportFile,
    ImportRow,
    ImportRun,
    ImportState,
    Verdict,
)
from contacts.models.introductions import Introduction, IntroductionState
from contacts.models.invitations import Invitation
from contacts.models.moves import Move
from contacts.models.organisations import FirstHire, Organisation, Size
from contacts.models.outreach import (
    Channel,
    Meaning,
    Message,
    Outreach,
    OutreachStage,
    Purpose,
)
from contacts.models.pauses import Pause
from contacts.models.people import Permission, Person, Reach, ReachKind, Tie
from contacts.models.research import ResearchNote, ResearchTick
from contacts.models.saved_views import SavedView
from contacts.models.searches import Belief, Ending, Search
from contacts.models.shelves import Shelf
from contacts.models.targets import Target, acquaintances
from contacts.models.templates import MessageTemplate
from contacts.models.words import Function, Language, Level, Weekday

__all__ = [
    "Account",
    "Belief",
    "BulkChange",
    "BulkKind",
    "Channel",
    "Ending",
    "FirstHire",
    "Function",
    "ImportChunk",
    "ImportFile",
    "ImportRow",
    "ImportRun",
    "ImportState",
    "Introduction",
    "IntroductionState",
    "Invitation",
    "Language",
    "Level",
    "Meaning",
    "Merge",
    "Message",
    "MessageTemplate",
    "Move",
    "Organisation",
    "OrganisationDuplicate",
    "Outreach",
    "OutreachStage",
    "Pause",
    "Permission",
    "Person",
    "PersonDuplicate",
    "Purpose",
    "Reach",
    "ReachKind",
    "ResearchNote",
    "ResearchTick",
    "SavedView",
    "Search",
    "Shelf",
    "Size",
    "Target",
    "Tie",
    "Verdict",
    "Weekday",
    "acquaintances",
]
