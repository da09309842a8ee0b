"""A browser in plain words, so that somebody knows their own sessions again."""

FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """"Firefox on Android": the family and the system, nothing by which one machine differs from another."""
    family = _first(FAMILIES, user_agent) or "A browser"
    system = _first(SYSTEMS, user_agent)
    return f"{family} on {system}" if system else family


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((words for mark, words in names if mark in user_agent), None)
