"""What questions are for and what they are about; change the lists here and nowhere else."""

from config.kit.labels import N_, Labelled


class Purpose(Labelled):
    """The five purposes a talk should cover, in the order to ask them (Dalton), and the close."""

    TRENDS = "trends", N_("Trends")
    INSIGHTS = "insights", N_("Insights")
    ADVICE = "advice", N_("Advice")
    RESOURCES = "resources", N_("Resources")
    ASSIGNMENTS = "assignments", N_("Their projects")
    CLOSING = "closing", N_("Closing")


class Category(Labelled):
    """What a question is about."""

    DAY = "day", N_("Day and week")
    TASKS = "tasks", N_("Tasks")
    SKILLS = "skills", N_("Skills")
    TEAM = "team", N_("Team")
    TOOLS = "tools", N_("Tools and stack")
    HIRING = "hiring", N_("Hiring")
    STANDOUTS = "standouts", N_("What stands out")
    CULTURE = "culture", N_("Culture")
    PATH = "path", N_("Path")
    PAY = "pay", N_("Pay")
    CLOSING = "closing", N_("Closing")
