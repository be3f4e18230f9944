"""The words that say whom a question is for, and in which kind of talk it is asked.

They are those that describe a person, an organisation and an interview in the models; a test
compares the lists.
"""

FUNCTIONS = (
    "engineering",
    "data",
    "research",
    "product",
    "design",
    "operations",
    "marketing",
    "sales",
    "consulting",
    "finance",
    "people",
    "legal",
    "health",
    "education",
    "public",
    "management",
    "other",
)
LEVELS = ("student", "entry", "mid", "senior", "lead", "director", "executive")
SIZES = ("startup", "growing", "established", "large", "public")
KINDS = ("informational", "coffee", "job")
# Where a shipped question names no kind it is asked to learn, not at the end of a job round.
USUAL_KINDS = ("informational", "coffee")
