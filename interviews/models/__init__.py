"""The nouns of interviews."""

from interviews.models.banks import Bank, Question
from interviews.models.follow_ups import FollowUp, FollowUpKind, FollowUpState
from interviews.models.interviews import Interview, Kind, Medium
from interviews.models.letters import Letter, LetterKind, LetterState
from interviews.models.notes import Answer, AnswerVersion
from interviews.models.sheets import Line, LineState, Sheet

__all__ = [
    "Answer",
    "AnswerVersion",
    "Bank",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Interview",
    "Kind",
    "Letter",
    "LetterKind",
    "LetterState",
    "Line",
    "LineState",
    "Medium",
    "Question",
    "Sheet",
]
