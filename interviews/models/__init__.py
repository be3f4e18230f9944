"""The nouns of interviews."""

from interviews.models.attendances import Attendance, AttendanceState
from interviews.models.banks import Bank, Intake, IntakeState, Question
from interviews.models.calendars import BusyCalendar, BusyTime, CalendarFeed
from interviews.models.debriefs import Debrief, Mark
from interviews.models.follow_ups import UNANNOUNCED, FollowUp, FollowUpKind, FollowUpState
from interviews.models.insights import Confidence, Evidence, Insight
from interviews.models.interviews import Interview, Kind, Medium
from interviews.models.letters import (
    Cause,
    Letter,
    LetterKind,
    LetterState,
    MailHost,
    StoppedAddress,
    UsedLink,
)
from interviews.models.notes import Answer, AnswerVersion
from interviews.models.offers import Offer, OfferedTime, OfferState
from interviews.models.sheets import Line, LineState, Rating, Sheet, SheetTemplate

__all__ = [
    "UNANNOUNCED",
    "Answer",
    "AnswerVersion",
    "Attendance",
    "AttendanceState",
    "Bank",
    "BusyCalendar",
    "BusyTime",
    "CalendarFeed",
    "Cause",
    "Confidence",
    "Debrief",
    "Evidence",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Insight",
    "Intake",
    "IntakeState",
    "Interview",
    "Kind",
    "Letter",
    "LetterKind",
    "LetterState",
    "Line",
    "LineState",
    "MailHost",
    "Mark",
    "Medium",
    "Offer",
    "OfferState",
    "OfferedTime",
    "Question",
    "Rating",
    "Sheet",
    "SheetTemplate",
    "StoppedAddress",
    "UsedLink",
]
